"""What can be pressed, typed or fall due, from the lists themselves: what is new is walked without being named here."""

from bot.flows.registry import REGISTRY
from programme.roles import OPERATES


def desk_verbs() -> set[str]:
    """Of the buttons of a desk."""
    return {name for name, action in REGISTRY.actions.items() if action.roles != OPERATES}


def led_verbs() -> set[str]:
    """Of the buttons that mean the same at every moment."""
    return set(REGISTRY.buttons)


def kinds() -> set[str]:
    """Of what falls due."""
    return set(REGISTRY.scheduled)


def commands() -> set[str]:
    return set(REGISTRY.commands)


def questions() -> set[tuple[str, str]]:
    return {(flow.name, question.key) for flow in REGISTRY.flows.values() for question in flow.questions}
