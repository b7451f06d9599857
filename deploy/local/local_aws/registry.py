"""What changes add by name, such as an operation or a challenge that MiniStack does not know: each name once."""

from .pinned import UndeclaredChange

REGISTRIES: list["Registry"] = []


class Registry(dict):
    """What was added of one kind, by name; `by` says by which module."""

    def __init__(self, kind: str):
        super().__init__()
        self.kind, self.by = kind, {}
        REGISTRIES.append(self)

    def add(self, name: str, function):
        by = function.__module__
        if name in self:
            raise UndeclaredChange(f"{by} adds the {self.kind} {name}, and so does {self.by[name]}.")
        self[name], self.by[name] = function, by
        return function
