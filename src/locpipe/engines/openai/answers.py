"""What is taken from a chat model's answer: translations by their ids, and nothing that is in doubt."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# The whole of an answer in one fence, as models without a response format write JSON.
_FENCE = re.compile(r"```(?:json)?\s*\n(.*)\n\s*```", re.DOTALL)
# What a reasoning model thought, where its server does not part that from the answer.
_THOUGHT = re.compile(r"\s*<think>.*?</think>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's answer: `content` is "" where it refused, or a filter kept the answer back."""

    content: str
    model: str


def completion_of(answer: Any) -> Completion | None:  # noqa: ANN401 - it is JSON
    """Return the first choice of an answer; None for JSON that is no chat completion.

    `refusal` and the finish reason "content_filter" are those of https://platform.openai.com/docs/api-reference/chat:
    what is left of such an answer is not used.
    """
    try:
        choice = answer["choices"][0]
        message = choice["message"]
        withheld = message.get("refusal") or choice.get("finish_reason") == "content_filter"
        content = message.get("content")
        model = answer.get("model")
    except (AttributeError, IndexError, KeyError, TypeError):
        return None
    words = content if isinstance(content, str) and not withheld else ""
    return Completion(words, model if isinstance(model, str) else "")


def translations_in(content: str, ids: Sequence[str]) -> dict[str, str]:
    """Return the translations by id; none where the content is not the JSON that was asked for.

    One fence around all of it, and a reasoning model's thoughts before it, are passed over; any other word beside the
    JSON spoils it. An id that was not sent is passed over, one that comes twice is used for nothing: ids decide, never
    the order. JSON that was cut off is no JSON, so that half a sentence is never used.
    """
    bare = _THOUGHT.sub("", content, count=1).strip()
    fenced = _FENCE.fullmatch(bare)
    try:
        pairs = [(each["id"], each["text"]) for each in json.loads(fenced[1] if fenced else bare)["translations"]]
    except (KeyError, TypeError, ValueError, RecursionError):
        return {}
    times = Counter(name for name, _ in pairs if isinstance(name, str))
    return {name: text for name, text in pairs if name in ids and times[name] == 1 and isinstance(text, str)}
