-- What the documents of the engines grant per day where no counter was made yet.
create or replace macro engine_day_ceiling(engine) as
    case engine
        when 'google' then 200
        when 'url_inspection' then 2000
        else 10000
    end;

-- On how many of an engine's days something is sent until all of it is gone.
create or replace macro days_to_clear(waiting, room_today, per_day) as
    case
        when waiting <= 0 then 0
        when waiting <= room_today then 1
        else cast(ceil((waiting - room_today) / cast(per_day as double)) as bigint)
            + case when room_today > 0 then 1 else 0 end
    end;

-- What a person can do about a URL that is not where it should be.
create or replace macro recovery_advice(reason) as
    case reason
        when 'fell_out' then
            'It was indexed and is not seen any more. Look at the page '
            || 'and enter what you see; what was seen before stays on '
            || 'record.'
        when 'crawled_not_indexed' then
            'The engine read the page and left it out. More original '
            || 'content, an internal link from a strong page, an own image '
            || 'with alt text and a better title help; then push it again.'
        when 'not_crawled' then
            'The engine has not come yet. Link the page from one that is '
            || 'crawled often, list it in the sitemap, and wait for the next '
            || 'look.'
        when 'not_seen' then
            'It did not show up in a query, which is no proof of absence. '
            || 'Wait for the next look, or improve the page and push it '
            || 'again.'
        when 'crawl_blocked' then
            'robots.txt keeps the engine out. Ask the site to allow the '
            || 'path; a link from elsewhere may still get the bare address '
            || 'indexed.'
        when 'noindex' then
            'The page asks not to be indexed. Ask the site to take the '
            || 'noindex away, then try again.'
        when 'dead' then
            'The page answers with an error. Ask the site to bring it '
            || 'back, or to redirect it, then try again.'
        when 'http_error' then
            'The engine met an error on the page. See that it answers '
            || 'with 200, then push it again.'
        when 'canonical_elsewhere' then
            'The page names another one as the original, and that one is '
            || 'indexed instead. Ask the site to name the page itself.'
        when 'not_submittable' then
            'You cannot submit this page. Give the publisher a key and '
            || 'the list of addresses, link it from an own page and push '
            || 'that, or wait.'
        when 'no_key' then
            'There is no IndexNow key for this host. Ask whoever runs it '
            || 'to publish one, and add it to INDEXING__INDEXNOW_KEYS.'
        when 'bad_key' then
            'The key of this host has not the form of a key: 8 to 128 '
            || 'letters, digits and dashes. Make a new one.'
        when 'key_file' then
            'The key file of this host does not hold the key. Open '
            || 'https://host/key.txt, mend it, then try again.'
        when 'key' then
            'The engine refused the key of this host although its file '
            || 'was read. Open the key file and compare; if it is right, '
            || 'only a new key helps. Then try again.'
        when 'key_pending' then
            'The engine took it, but has not confirmed the key of this '
            || 'host for a day. Open the key file and see that it is public.'
        when 'fetch_off' then
            'The key file could not be read because fetching is off. Set '
            || 'INDEXING__FETCH=true.'
        when 'quota' then
            'The day''s quota is used up. It goes by itself after the '
            || 'reset; there is no way around it.'
        when 'throttled' then
            'The engine had too many requests. It goes again by itself at '
            || 'the next run.'
        when 'retry_after' then
            'The engine asked for a pause. It goes again by itself when '
            || 'the pause is over.'
        when 'server_error' then
            'The engine failed on its side. It goes again by itself at '
            || 'the next run.'
        when 'timeout' then
            'The engine did not answer in time. It goes again by itself '
            || 'ten minutes later.'
        when 'unreachable' then
            'The engine could not be reached. It goes again by itself at '
            || 'the next run; check the network.'
        when 'endpoint' then
            'The engine''s address is not right. Check '
            || 'INDEXING__INDEXNOW_ENDPOINT and '
            || 'INDEXING__GOOGLE_INDEXING_URL.'
        when 'credentials' then
            'Google does not accept the service account. Check '
            || 'INDEXING__GOOGLE_SERVICE_ACCOUNT, and make the account an '
            || 'owner of the property.'
        when 'not_owner' then
            'The service account is no owner of this page''s property; a '
            || 'full user is not enough. Add it as an owner in Search '
            || 'Console, then try again.'
        when 'refused_permanent' then
            'The engine takes this address never as it is: it is '
            || 'malformed, or not of the host. Correct it and list it again.'
        when 'interrupted' then
            'Linkboard ended while this was being sent; whether it '
            || 'arrived is not known. It is looked up like the others; send '
            || 'it again if it is not indexed.'
        when 'unchecked' then
            'Nobody could look it up: no checker may ask about this page. '
            || 'Look for its address in the engine, and enter what you see.'
        else 'Look at the reason, mend the cause, then try again.'
    end;
