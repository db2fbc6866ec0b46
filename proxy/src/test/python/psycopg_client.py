"""psycopg as an application uses it: psycopg_client.py PORT USER DATABASE"""
import sys
import psycopg

port, user, database = sys.argv[1:]
dsn = f"host=127.0.0.1 port={port} user={user} password={user} dbname={database}"

with psycopg.connect(dsn, prepare_threshold=1) as conn:
    with conn.cursor() as cur:
        cur.execute("CREATE TEMP TABLE t (a int, b text, c bytea, d timestamptz)")
        cur.executemany(
            "INSERT INTO t VALUES (%s, %s, %s, now())",
            [(i, f"row {i}", bytes([i % 256])) for i in range(500)])
        with cur.copy("COPY t (a, b) FROM STDIN") as copy:
            for i in range(500, 1000):
                copy.write_row((i, f"row {i}"))
        for _ in range(6):
            cur.execute("SELECT a, b FROM t WHERE a = %s", (999,))
            assert cur.fetchone() == (999, "row 999")
        with cur.copy("COPY (SELECT a FROM t ORDER BY a) TO STDOUT") as copy:
            assert sum(1 for _ in copy.rows()) == 1000
        cur.execute("SELECT a, c FROM t WHERE c IS NOT NULL ORDER BY a LIMIT 2", binary=True)
        assert cur.fetchall() == [(0, b"\x00"), (1, b"\x01")]
    try:
        conn.execute("SELECT 1/0")
        raise SystemExit("no error")
    except psycopg.errors.DivisionByZero:
        conn.rollback()
    with conn.cursor(name="walk") as walk:
        walk.itersize = 7
        walk.execute("SELECT generate_series(1, 100)")
        assert sum(r[0] for r in walk) == 5050
    with conn.transaction():
        try:
            with conn.transaction():
                conn.execute("SELECT nope")
        except psycopg.errors.UndefinedColumn:
            pass
        assert conn.execute("SELECT 2").fetchone() == (2,)

with psycopg.connect(dsn) as conn, conn.pipeline():
    cursors = [conn.execute("SELECT %s::int", (i,)) for i in range(200)]
    assert [c.fetchone()[0] for c in cursors] == list(range(200))
print("psycopg: all well")
