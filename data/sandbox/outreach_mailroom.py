"""Plain sentences for the calls that write e-mails; a sandbox needs no language model."""

from data.sandbox.outreach_rows import Template
from data.sandbox.outreach_texts import Mail, reply_subject

_GREETINGS = {
    "professional": "Hello,",
    "friendly": "Hi there,",
    "casual": "Hey,",
    "formal": "Dear Sir or Madam,",
}
_SUBJECTS = (
    "A source on {topic}",
    "{topic}: material your readers can use",
    "Quick question about {topic}",
    "Your next piece on {topic}",
    "New figures on {topic}",
    "An idea about {topic}",
    "For your section on {topic}",
    "{topic}, with data",
    "A guest article on {topic}?",
    "Would {topic} suit you?",
)


class _Blanks(dict[str, str]):
    """Placeholders nobody filled stay as they are."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def filled(text: str, **words: str | None) -> str:
    """``text`` with the known ``{placeholders}`` replaced; malformed braces change nothing."""
    known = _Blanks({name: word for name, word in words.items() if word})
    try:
        return text.format_map(known)
    except (ValueError, IndexError, AttributeError):
        return text


def generated(topic: str, tone: str, template: Template | None, site: str = "") -> Mail:
    """A first e-mail about ``topic``, on the lines of a template if one is given."""
    if template:
        words = {"topic": topic, "site": site}
        return Mail(filled(template.subject, **words), filled(template.body, **words))
    body = (
        f"{greeting(tone)}\n\nwe have gathered material on {topic} that might interest your "
        "readers. Shall we send it over?\n\nKind regards"
    )
    return Mail(subject_lines(topic, 1)[0], body)


def greeting(tone: str) -> str:
    """How a mail of that tone begins."""
    return _GREETINGS.get(tone, _GREETINGS["professional"])


def personalized(base: str, name: str | None, website: str | None, topic: str | None) -> Mail:
    """``base`` with a line about the lead in front."""
    opening = f"Hi {name}," if name else greeting("friendly")
    about = f" I read what you wrote about {topic}" if topic else " I read your site"
    place = f" on {website}" if website else ""
    words = {"name": name, "site": website, "topic": topic}
    subject = subject_lines(topic or "your site", 1)[0]
    return Mail(subject, f"{opening}\n\n{about.strip()}{place}.\n\n{filled(base, **words)}")


def subject_lines(topic: str, count: int = 5) -> list[str]:
    """Up to ten subject lines."""
    lines = [line.format_map({"topic": topic}) for line in _SUBJECTS[:count]]
    return [line[:1].upper() + line[1:] for line in lines]


def follow_up(subject: str, body: str, tone: str = "professional") -> Mail:
    """A nudge that quotes the first line of the first e-mail."""
    first = body.strip().partition("\n")[0]
    text = f"{greeting(tone)}\n\ndid my earlier note reach you? It began: {first}\n\nKind regards"
    return Mail(reply_subject(subject), text)
