"""What people write in the outreach world: pitches, follow-ups, answers and replies."""

from random import Random
from typing import NamedTuple


class Theme(NamedTuple):
    """One kind of campaign: its name, what it is about and what is offered to an editor."""

    name: str
    topic: str
    offer: str


THEMES = (
    Theme("HARO follow-up", "expert quotes", "a named expert for your next piece"),
    Theme("Fintech newsletters", "open banking", "a chart pack your readers can reuse"),
    Theme("Podcast hosts DACH", "founder interviews", "a guest with numbers to share"),
    Theme("Broken links: tax guides", "tax guides", "a working replacement for a dead link"),
    Theme("Unlinked mentions", "our recent study", "the source your article quotes"),
    Theme("Recipe roundups", "seasonal recipes", "a tested recipe with photos"),
    Theme("Podcast hosts Iberia", "founder interviews", "a guest who speaks Spanish"),
    Theme("SaaS comparison pages", "CRM migration", "pricing data for your comparison"),
    Theme("University resource pages", "study skills", "a free workbook for students"),
    Theme("Local business blogs", "neighbourhood guides", "a map of independent shops"),
    Theme("Security newsletters", "passkeys", "a field report with figures"),
    Theme("Home office roundups", "desk ergonomics", "measured sitting heights"),
    Theme("Running clubs UK", "marathon training", "a twelve-week plan"),
    Theme("Travel diaries Nordics", "ferry routes", "a timetable without gaps"),
    Theme("Energy explainers", "heat pumps", "a cost calculator"),
    Theme("Dental health pages", "children's teeth", "an illustrated brushing chart"),
    Theme("Indie game press", "level design", "a developer diary"),
    Theme("HR podcasts", "pay transparency", "survey results from 1,200 teams"),
    Theme("Real estate data desk", "rent indices", "quarterly rents by district"),
    Theme("Interior stylists", "small rooms", "before and after photographs"),
    Theme("Pet care columns", "indoor cats", "advice reviewed by a vet"),
    Theme("Legal explainers", "employment contracts", "a plain-words glossary"),
    Theme("Freight and logistics", "port delays", "weekly waiting times"),
    Theme("Yoga teachers", "breathing exercises", "an audio series"),
    Theme("Guest posts Q3", "content briefs", "a finished article"),
)

_OPENERS = (
    "Quick question about {topic} on {site}",
    "An idea for {site}: {offer}",
    "{topic}: {offer}",
    "Your piece on {topic}",
)
_PITCH = (
    "Hi {first},\n\nI read your work on {topic} at {site} and thought of {offer}. "
    "It is free to use, and we are happy to adapt it to your format.\n\n"
    "Would that be useful?\n\n{sender}"
)
_NUDGE = (
    "Hi {first},\n\njust lifting this up in case it slipped past: {offer} for {site}. "
    "If it is not a fit, a short no is fine.\n\n{sender}"
)
_ANSWER = (
    "Hi {first},\n\nthank you for writing back. I have put the material together as promised; "
    "tell me which format suits {site}.\n\n{sender}"
)

REPLIES: dict[str, tuple[str, ...]] = {
    "interested": (
        "Thanks, sounds good. Please send the draft and we will look at a slot next month.",
        "We are interested. Could you share the material with our editor?",
        "Yes, happy to include this in our next issue.",
        "Let's do it, send it over with two photos.",
    ),
    "not_interested": (
        "No thanks, not interested. We do not take outside contributions.",
        "We will pass on this one.",
        "Please remove me from your list.",
        "Not a fit for us, but good luck.",
    ),
    "replied": (
        "Who is behind the data, and when was it collected?",
        "We charge for placements, the rate card is attached.",
        "Forwarded to a colleague who looks after that section.",
        "Could you write again in the new quarter?",
    ),
    "out_of_office": (
        "I am out of office until Monday and will read your message then.",
        "Thank you for your e-mail. I am on annual leave with limited access to e-mail.",
        "Ich bin derzeit nicht im Büro. I am away until the end of the week.",
    ),
    "referral": ("I have moved on, the person to ask is the new managing editor.",),
}


class Mail(NamedTuple):
    """A subject and a body."""

    subject: str
    body: str


class Addressee(NamedTuple):
    """The words that a mail puts in for one lead."""

    first: str
    site: str
    sender: str


def pitch(theme: Theme, to: Addressee, rng: Random) -> Mail:
    """The first touch."""
    words = {**theme._asdict(), **to._asdict()}
    subject = rng.choice(_OPENERS).format(**words)
    return Mail(subject[0].upper() + subject[1:], _PITCH.format(**words))


def nudge(theme: Theme, to: Addressee, subject: str) -> Mail:
    """A follow-up in the same thread."""
    return Mail(reply_subject(subject), _NUDGE.format(**theme._asdict(), **to._asdict()))


def answer(to: Addressee, subject: str) -> Mail:
    """Our answer to somebody who wrote back."""
    return Mail(reply_subject(subject), _ANSWER.format(**to._asdict()))


def reply(classification: str, subject: str, rng: Random) -> Mail:
    """What the other side writes; absence notes carry their own subject."""
    body = rng.choice(REPLIES[classification])
    if classification == "out_of_office":
        return Mail(f"Automatic reply: {subject}", body)
    return Mail(reply_subject(subject), body)


def reply_subject(subject: str) -> str:
    """``Re:`` once, however often a thread goes back and forth."""
    return subject if subject.startswith("Re: ") else f"Re: {subject}"
