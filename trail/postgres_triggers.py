"""The triggers of PostgreSQL. Many write at once there: entries are written with the rows, and sealed at commit.

The seal has to wait for its turn (an advisory lock) and must not hold others up, nor be held up by them: it is written
in the second round of deferred triggers. In the first, at commit, foreign keys are checked and the bell is rung; what
the bell asks for comes after everything else, when the transaction waits for no other lock any more.
"""

from collections.abc import Iterator, Sequence

from trail.chain import COLUMNS, FIRST_PREVIOUS
from trail.connections import ACTOR_SETTING
from trail.declarations import Tracked
from trail.sqlite_triggers import REFUSAL, about

NOW = "to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
LOCK = 0x5E87A27
"""Any number, as long as it stays the same: whoever seals holds the lock of this number."""

HASHED = " || ".join(
    f"length(COALESCE(e.\"{column}\"::text, '')) || ':' || COALESCE(e.\"{column}\"::text, '') || ','"
    for column in COLUMNS
)

SHARED = rf"""
CREATE TABLE IF NOT EXISTS trail_bell (first bigint NOT NULL);

CREATE OR REPLACE FUNCTION trail_told(whole jsonb, left_out text[], untold text[], digest text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT COALESCE(jsonb_object_agg(key, CASE
      WHEN key = ANY(untold) AND value NOT IN ('null', '""') THEN '{{"untold": true}}'
      WHEN key = ANY(digest) AND value <> 'null'
        THEN jsonb_build_object('sha256', encode(sha256(convert_to(value::text, 'UTF8')), 'hex'))
      ELSE value END), '{{}}')
  FROM jsonb_each(whole - left_out)
$$;

CREATE OR REPLACE FUNCTION trail_write(tbl text, key text, thing text, did text, old jsonb, new jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE actor jsonb := COALESCE(NULLIF(current_setting('{ACTOR_SETTING}', true), ''), '{{}}');
BEGIN
  INSERT INTO trail_entry ({", ".join(f'"{column}"' for column in COLUMNS[1:])}) VALUES (
    {NOW},
    tbl, key, thing, did, COALESCE(old::text, ''), COALESCE(new::text, ''), (actor->>'person_id')::bigint,
    COALESCE(actor->>'person_name', ''), COALESCE(actor->>'device', ''), COALESCE(actor->>'request_id', ''),
    COALESCE(actor->>'origin', left('database ' || session_user, 250)));
END $$;

CREATE OR REPLACE FUNCTION trail_ring() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
BEGIN
  IF COALESCE(current_setting('sextant.first', true), '') <> '' THEN
    RETURN NULL;
  END IF;
  -- Where constraints are checked before commit, the first bell has sealed all entries before their turn comes.
  IF NOT EXISTS (SELECT 1 FROM trail_seal WHERE entry_id = NEW.id) THEN
    PERFORM set_config('sextant.first', NEW.id::text, true);
    INSERT INTO trail_bell VALUES (NEW.id);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trail_seal_up() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE place bigint; last text; e record; seen bigint := NEW.first - 1;
BEGIN
  PERFORM pg_advisory_xact_lock({LOCK});
  SELECT position, hash INTO place, last FROM trail_seal ORDER BY position DESC LIMIT 1;
  place := COALESCE(place, 0);
  last := COALESCE(last, '{FIRST_PREVIOUS}');
  -- One by one along the keys: a plan made while the tables were small would read all of them ever after.
  LOOP
    SELECT * INTO e FROM trail_entry WHERE id > seen ORDER BY id LIMIT 1;
    EXIT WHEN NOT FOUND;
    seen := e.id;
    CONTINUE WHEN EXISTS (SELECT 1 FROM trail_seal WHERE entry_id = e.id);
    place := place + 1;
    INSERT INTO trail_seal (position, entry_id, previous, hash) VALUES (place, e.id, last,
      encode(sha256(convert_to(
        length(place::text) || ':' || place || ',' || length(last) || ':' || last || ',' ||
        {HASHED}
      , 'UTF8')), 'hex')) RETURNING hash INTO last;
  END LOOP;
  PERFORM set_config('sextant.first', '', true);
  DELETE FROM trail_bell WHERE first = NEW.first;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trail_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
    MESSAGE = replace('{REFUSAL}', '{{table}}', TG_TABLE_NAME);
END $$;
"""
"""What all tables share."""


def postgres_functions(declared: Sequence[Tracked]) -> list[str]:
    """Statements that make, or make anew, every function."""
    return [SHARED, *(_noting(each) for each in declared)]


def postgres_triggers(declared: Sequence[Tracked]) -> dict[tuple[str, str], str]:
    """The statement that makes each trigger, by table and name."""
    made = dict(_own())
    for each in declared:
        made[each.table, "trail_note"] = (
            f'CREATE OR REPLACE TRIGGER trail_note AFTER INSERT OR UPDATE OR DELETE ON "{each.table}" '
            f"FOR EACH ROW EXECUTE FUNCTION trail_note_{each.table}()"
        )
    for table in ("trail_entry", "trail_seal", *(each.table for each in declared if each.append_only)):
        made.update(_guarding(table))
    return made


def _own() -> Iterator[tuple[tuple[str, str], str]]:
    for table, name in (("trail_entry", "trail_ring"), ("trail_bell", "trail_seal_up")):
        yield (
            (table, name),
            f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()",
        )
    # Entries are written by triggers; whoever adds one by hand is no trigger.
    yield (
        ("trail_entry", "trail_only"),
        "CREATE OR REPLACE TRIGGER trail_only BEFORE INSERT ON trail_entry FOR EACH ROW "
        "WHEN (pg_trigger_depth() < 1 AND NEW.action <> 'begin') EXECUTE FUNCTION trail_keep()",
    )


def _guarding(table: str) -> Iterator[tuple[tuple[str, str], str]]:
    yield (
        (table, "trail_keep_row"),
        f'CREATE OR REPLACE TRIGGER trail_keep_row BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION trail_keep()",
    )
    yield (
        (table, "trail_keep_all"),
        f'CREATE OR REPLACE TRIGGER trail_keep_all BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION trail_keep()",
    )


def told_row(each: Tracked, row: str) -> str:
    """SQL of the whole row as a JSON object, as it is told."""
    return f"trail_told(to_jsonb({row}), {_names(each)})"


def _names(each: Tracked) -> str:
    """The arguments of `trail_told` behind the row: columns left out, not told, and told by their hash."""
    of = {field.name: field.column for field in each.model._meta.concrete_fields}
    lists = (each.left_out, each.untold, each.digest)
    return ", ".join("ARRAY[" + ", ".join(f"'{of[name]}'" for name in sorted(one)) + "]::text[]" for one in lists)


def _noting(each: Tracked) -> str:
    pk = each.key
    rest = _names(each)
    return f"""
CREATE OR REPLACE FUNCTION trail_note_{each.table}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE was jsonb; is_now jsonb; same text[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM trail_write('{each.table}', NEW."{pk.column}"::text, {_about(each, "NEW")}, 'insert', NULL,
      {told_row(each, "NEW")});
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM trail_write('{each.table}', OLD."{pk.column}"::text, {_about(each, "OLD")}, 'delete',
      {told_row(each, "OLD")}, NULL);
  ELSE
    was := to_jsonb(OLD);
    is_now := to_jsonb(NEW);
    SELECT array_agg(key) INTO same FROM jsonb_each(was) WHERE value = is_now->key;
    was := was - COALESCE(same, ARRAY[]::text[]);
    is_now := is_now - COALESCE(same, ARRAY[]::text[]);
    IF trail_told(is_now, {rest}) <> '{{}}' THEN
      PERFORM trail_write('{each.table}', NEW."{pk.column}"::text, {_about(each, "NEW")}, 'update',
        trail_told(was, {rest}), trail_told(is_now, {rest}));
    END IF;
  END IF;
  RETURN NULL;
END $$;
"""


def _about(each: Tracked, row: str) -> str:
    """The same expression as in SQLite, where UUIDs are kept as 32 digits: here they are cast to text."""
    return about(each, row, as_text=lambda _field, expression: f"{expression}::text")
