"""The shape of the results, as they are stored in JSON. `form` says how a section is shown."""

from typing import Literal, NotRequired, TypedDict


class Turn(TypedDict):
    """One turn of one contender. Times are in microseconds."""

    rate: float
    p50: float
    p99: float
    # The share of the time in which the clients used their processor.
    clients: float
    processor: float


class RateRow(TypedDict):
    label: str
    kind: str
    turns: list[Turn]
    # Upper bounds of the buckets in microseconds, each with its number of requests.
    latencies: NotRequired[list[tuple[float, int]]]


class TimeRow(TypedDict):
    label: str
    microseconds: list[float]


class MemoryPoint(TypedDict):
    """Resident memory in bytes after a number of requests."""

    requests: int
    largest: int
    together: int


class MemoryRow(TypedDict):
    label: str
    kind: str
    points: list[MemoryPoint]


class SizeRow(TypedDict):
    label: str
    bytes: int


class Group(TypedDict):
    """Rows that were measured under the same condition, such as a number of clients or workers."""

    rows: list[RateRow]
    name: NotRequired[str]
    column: NotRequired[str]
    workers: NotRequired[int]


class SectionBase(TypedDict):
    title: str
    # Contenders that could not be measured, with the reason.
    absent: dict[str, str]
    # Set once the section is over.
    when: NotRequired[str]
    took: NotRequired[float]
    others: NotRequired[float]
    rounds: NotRequired[int]


class RateSection(SectionBase):
    form: Literal["rates"]
    subject: str
    rows: list[RateRow]
    goal: NotRequired[str]


class GroupSection(SectionBase):
    """A line for each contender and a column for each group."""

    form: Literal["groups"]
    subject: str
    groups: list[Group]


class ComparisonSection(SectionBase):
    """A line for each group and a column for each contender, with ratios to the reference."""

    form: Literal["comparison"]
    reference: str
    groups: list[Group]


class RouteSection(SectionBase):
    form: Literal["routes"]
    counts: list[int]
    rows: list[RateRow]


class DifferenceSection(SectionBase):
    """What the rows take of the processor beyond the reference row."""

    form: Literal["difference"]
    reference: str
    rows: list[RateRow]


class TimeSection(SectionBase):
    form: Literal["times"]
    rows: list[TimeRow]


class MemorySection(SectionBase):
    form: Literal["memory"]
    rows: list[MemoryRow]


class SizeSection(SectionBase):
    form: Literal["sizes"]
    rows: list[SizeRow]


class CostRow(TypedDict):
    """The figures of single turns, without what is measured and with it."""

    label: str
    without: list[float]
    with_it: list[float]


class CostSection(SectionBase):
    """What something costs: the difference of two columns."""

    form: Literal["cost"]
    unit: str
    columns: list[str]
    rows: list[CostRow]
    # The row with which the others are compared.
    subject: NotRequired[str]
    goal: NotRequired[str]


class CrowdRow(TypedDict):
    """A program that many people use at once. Times are in milliseconds, memory is in bytes."""

    label: str
    pages: int
    uploads: int
    # Of pages and of uploads.
    p50: list[float]
    p99: list[float]
    # Wrong responses of all kinds.
    wrong: dict[str, int]
    # The program's processes at the end of their use: their number, and their memory with shared pages counted once.
    processes: int
    memory: int
    # The share of the servers' processors, with Apache.
    busy: float
    # Pages and uploads a second of people who never pause.
    page_rate: float
    upload_rate: float


class CrowdSection(SectionBase):
    form: Literal["crowd"]
    subject: str
    rows: list[CrowdRow]
    goal: NotRequired[str]


class FailedSection(SectionBase):
    form: Literal["failed"]
    reason: str


Section = (
    RateSection
    | GroupSection
    | ComparisonSection
    | RouteSection
    | DifferenceSection
    | TimeSection
    | MemorySection
    | SizeSection
    | CostSection
    | CrowdSection
    | FailedSection
)

MachineDescription = TypedDict(
    "MachineDescription",
    {
        "processors": int,
        "model": str,
        "memory": str,
        "system": str,
        "kernel": str,
        "swift": str,
        "servers on": list[int],
        "clients on": list[int],
    },
)


class Results(TypedDict):
    machine: MachineDescription
    # Peers that could not be installed or built, with the reason.
    missing: dict[str, str]
    sections: dict[str, Section]
