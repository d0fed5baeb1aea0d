"""The engines as their documents describe them: requests out, meanings in. They know no database.

wire         one request and what came back, whatever it is
backoff      how long a refused request waits before it is sent again
meanings     what an answer means for the URLs that were sent
indexnow     IndexNow: batches of one host with its key
google       Google's Indexing API: one URL a request, receipts
google_token a service account's token
inspection   Search Console's URL Inspection: what Google's index holds
properties   which own Search Console property a URL belongs to
"""
