#!/usr/bin/python3
"""sqlalchemy.py - OO1 in SQLAlchemy's ORM, on SQLite in memory.

For the headline only: an ORM in Python says the same things about a schema as
kith does, in the same words, and this is what asking it costs. The questions
are those of suite oo1 (see bench/oo1/README.md), at 2,000 and 20,000 parts and
with fewer units a round, for a round here takes seconds.

Usage: sqlalchemy.py [parts...]. Prints one line a question in the form of
kith_bench --tsv, in nanoseconds a unit.
"""
import random
import statistics
import sys
import time

# The directory of this script holds a module of the name of the library.
sys.path.pop(0)

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    String,
    create_engine,
    event,
)
from sqlalchemy.orm import Session, declarative_base, relationship
from sqlalchemy.pool import StaticPool

FAN = 3
DEPTH = 7
VISITS = 3280
LOOKUPS = 1000
NEW_PARTS = 100
ROUNDS = 5

Base = declarative_base()


class Part(Base):
    __tablename__ = "part"
    id = Column(Integer, primary_key=True)
    build = Column(Integer, nullable=False)
    x = Column(Integer, nullable=False)
    y = Column(Integer, nullable=False)
    type = Column(String(10), nullable=False)
    out = relationship(
        "Connection",
        foreign_keys="Connection.from_id",
        back_populates="from_part",
    )
    incoming = relationship(
        "Connection",
        foreign_keys="Connection.to_id",
        back_populates="to_part",
    )


class Connection(Base):
    """An ORM needs an identity for each row, so a connection has a number."""

    __tablename__ = "connection"
    id = Column(Integer, primary_key=True)
    from_id = Column(ForeignKey("part.id"), nullable=False, index=True)
    to_id = Column(ForeignKey("part.id"), nullable=False, index=True)
    length = Column(Integer, nullable=False)
    type = Column(String(10), nullable=False)
    from_part = relationship(
        "Part", foreign_keys=from_id, back_populates="out"
    )
    to_part = relationship(
        "Part", foreign_keys=to_id, back_populates="incoming"
    )


def make_part(part_id):
    return {
        "id": part_id,
        "build": random.randrange(315360000),
        "x": random.randrange(100000),
        "y": random.randrange(100000),
        "type": f"part-type{random.randrange(10)}",
    }


def target_near(part_id, parts):
    """One of ten leads anywhere, nine to the closest hundredth."""
    zone = parts // 100
    if zone == 0 or random.randrange(10) == 0:
        return random.randint(1, parts)
    first = min(max(part_id - zone // 2, 1), parts - zone + 1)
    return first + random.randrange(zone)


def make_connection(from_id, to_id):
    return {
        "from_id": from_id,
        "to_id": to_id,
        "length": random.randrange(1000),
        "type": f"link-type{random.randrange(10)}",
    }


def open_world(parts):
    """Load without the ORM: that is not what is measured."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(
        engine,
        "connect",
        lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"),
    )
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(
            Part.__table__.insert(), [make_part(i + 1) for i in range(parts)]
        )
        connection.execute(
            Connection.__table__.insert(),
            [
                make_connection(i + 1, target_near(i + 1, parts))
                for i in range(parts)
                for _ in range(FAN)
            ],
        )
    return engine


def visit(part):
    """The paper's null procedure: it reads x, y and type."""
    return part.x + part.y + ord(part.type[9])


def visit_out(part, hops):
    total = visit(part)
    if hops:
        for connection in part.out:
            total += visit_out(connection.to_part, hops - 1)
    return total


def lookup(session, parts):
    ids = [random.randint(1, parts) for _ in range(LOOKUPS)]
    start = time.perf_counter_ns()
    for part_id in ids:
        visit(session.get(Part, part_id))
    return (time.perf_counter_ns() - start) / LOOKUPS


def traverse(session, start_id):
    start = time.perf_counter_ns()
    visit_out(session.get(Part, start_id), DEPTH)
    return (time.perf_counter_ns() - start) / VISITS


def insert(session, parts):
    """Parts and connections as objects that refer to each other, committed."""
    rows = NEW_PARTS * (1 + FAN)
    last = session.query(Part.id).order_by(Part.id.desc()).first()[0]
    new_parts = [make_part(last + 1 + i) for i in range(NEW_PARTS)]
    targets = [random.randint(1, parts) for _ in range(NEW_PARTS * FAN)]
    start = time.perf_counter_ns()
    for i, given in enumerate(new_parts):
        part = Part(**given)
        part.out = [
            Connection(to_id=to_id, length=1, type="link-type0")
            for to_id in targets[i * FAN : (i + 1) * FAN]
        ]
        session.add(part)
    session.commit()
    return (time.perf_counter_ns() - start) / rows


def rounds(engine, question):
    """A new session each round: it knows no rows yet."""
    times = []
    for _ in range(ROUNDS):
        with Session(engine) as session:
            times.append(question(session))
    return times


def hot_rounds(engine, start_id):
    """One session, which knows every row after the first round, and keeps it:
    a session lets go of what nobody else refers to."""
    with Session(engine) as session:
        kept = session.get(Part, start_id)
        visit_out(kept, DEPTH)
        return [traverse(session, start_id) for _ in range(ROUNDS)]


def report(question, unit, parts, times):
    fields = ["oo1", question, unit, parts, "sqlalchemy"]
    figures = [statistics.median(times), min(times), max(times)]
    print(*fields, *(f"{ns:.1f}" for ns in figures), len(times), sep="\t")


def run(parts):
    random.seed(1)
    engine = open_world(parts)
    hot_start = random.randint(1, parts)
    report(
        "lookup",
        "lookup",
        parts,
        rounds(engine, lambda session: lookup(session, parts)),
    )
    report(
        "traversal",
        "visited part",
        parts,
        rounds(
            engine,
            lambda session: traverse(session, random.randint(1, parts)),
        ),
    )
    report(
        "traversal, hot",
        "visited part",
        parts,
        hot_rounds(engine, hot_start),
    )
    report(
        f"insert {NEW_PARTS} parts, {NEW_PARTS * FAN} connections",
        "row",
        parts,
        rounds(engine, lambda session: insert(session, parts)),
    )
    engine.dispose()


def main():
    for parts in [int(text) for text in sys.argv[1:]] or [2000, 20000]:
        run(parts)


if __name__ == "__main__":
    main()
