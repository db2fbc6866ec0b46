package dev.pgtier.policies.catalog;

import java.util.List;

/**
 * The questions to a server whose answers make a catalogue. Every column is text and never NULL, so
 * that whoever asks needs no types; {@link CatalogLines} takes the rows. They run on PostgreSQL 15
 * to 18, read pg_catalog only, and need no right beyond CONNECT.
 */
public final class CatalogQueries {
  /** To be sent first, in the same session: definitions are printed with schemas then. */
  public static final String PREPARE = "SET search_path = ''";

  private static final String OUTSIDE =
      "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'";

  private static final String FUNCTIONS =
      """
      SELECT 'function', n.nspname::text, p.proname::text,
        (p.pronargs - p.pronargdefaults)::text,
        CASE WHEN p.provariadic <> 0 THEN '-1' ELSE p.pronargs::text END,
        CASE WHEN p.provolatile = 'v' OR coalesce(s.volatile, false) THEN 'v' ELSE '-' END
          || CASE WHEN p.prosecdef OR coalesce(s.definer, false) THEN 'd' ELSE '-' END
          || CASE WHEN p.pronargs - p.pronargdefaults <= 1 AND p.pronargs > 0
              AND (p.provariadic <> 0 OR t.typtype IN ('c', 'd')
                OR t.typname IN ('record', 'any', 'anyelement', 'anynonarray', 'anycompatible',
                  'anycompatiblenonarray')
                OR EXISTS (SELECT FROM pg_catalog.pg_cast c
                  JOIN pg_catalog.pg_type r ON r.oid = c.castsource
                  WHERE c.casttarget = t.oid AND c.castcontext = 'i' AND r.typtype = 'c'))
              THEN 'r' ELSE '-' END,
        pg_catalog.pg_get_userbyid(p.proowner)::text
      FROM pg_catalog.pg_proc p
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      LEFT JOIN pg_catalog.pg_type t ON t.oid = p.proargtypes[0]
      LEFT JOIN LATERAL (
        SELECT pg_catalog.bool_or(f.provolatile = 'v') AS volatile,
          pg_catalog.bool_or(f.prosecdef) AS definer
        FROM pg_catalog.pg_aggregate a JOIN pg_catalog.pg_proc f ON f.oid IN (a.aggtransfn,
          a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn,
          a.aggminvtransfn, a.aggmfinalfn)
        WHERE a.aggfnoid = p.oid) s ON p.prokind = 'a'
      """;

  private static final String SUPPORT =
      """
      SELECT DISTINCT 'support', n.nspname::text, p.proname::text, m.nspname::text, f.proname::text
      FROM pg_catalog.pg_aggregate a
      JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      JOIN pg_catalog.pg_proc f ON f.oid IN (a.aggtransfn, a.aggfinalfn, a.aggcombinefn,
        a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn)
      JOIN pg_catalog.pg_namespace m ON m.oid = f.pronamespace
      WHERE %s
      """
          .formatted(OUTSIDE);

  private static final String ARGUMENTS =
      """
      SELECT DISTINCT 'argument', n.nspname::text, p.proname::text, m.nspname::text,
        t.typname::text
      FROM pg_catalog.pg_proc p
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      LEFT JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid
      JOIN pg_catalog.pg_proc f ON f.oid IN (p.oid, a.aggtransfn, a.aggfinalfn, a.aggcombinefn,
        a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn)
      CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_append(
        coalesce(f.proallargtypes, f.proargtypes::pg_catalog.oid[]), f.prorettype)) u(type)
      JOIN pg_catalog.pg_type t ON t.oid = u.type
      JOIN pg_catalog.pg_namespace m ON m.oid = t.typnamespace
      WHERE m.nspname NOT IN ('pg_catalog', 'information_schema') AND %s
      """
          .formatted(OUTSIDE);

  private static final String DEFAULTS =
      """
      SELECT 'default', n.nspname::text, p.proname::text,
        'SELECT ' || pg_catalog.pg_get_expr(p.proargdefaults, 0)
      FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE p.pronargdefaults > 0 AND %s
      """
          .formatted(OUTSIDE);

  /** Its own function, those of what may stand in for it, and those by which it sorts. */
  private static final String OPERATORS =
      """
      SELECT DISTINCT 'operator', n.nspname::text, o.oprname::text,
        CASE WHEN o.oprleft = 0 THEN 'l' ELSE 'b' END,
        m.nspname::text, f.proname::text,
        CASE WHEN f.provolatile = 'v' THEN 'v' ELSE '-' END
          || CASE WHEN f.prosecdef THEN 'd' ELSE '-' END
      FROM pg_catalog.pg_operator o
      JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
      CROSS JOIN LATERAL (
        SELECT o.oprcode::pg_catalog.oid
        UNION ALL SELECT x.oprcode::pg_catalog.oid FROM pg_catalog.pg_operator x
        WHERE x.oid IN (o.oprcom, o.oprnegate) AND x.oid >= 16384
        UNION ALL SELECT s.amproc::pg_catalog.oid FROM pg_catalog.pg_amop x
        JOIN pg_catalog.pg_amproc s ON s.amprocfamily = x.amopfamily
        JOIN pg_catalog.pg_proc g ON g.oid = s.amproc
        WHERE x.amopopr = o.oid AND x.oid >= 16384
          AND 'pg_catalog.internal'::pg_catalog.regtype <> ALL (g.proargtypes)) c(code)
      JOIN pg_catalog.pg_proc f ON f.oid = c.code
      JOIN pg_catalog.pg_namespace m ON m.oid = f.pronamespace
      """;

  /** With its number where messages of the protocol may name it by that. */
  private static final String TYPES =
      """
      SELECT 'type', n.nspname::text, t.typname::text,
        CASE WHEN t.oid >= 16384 THEN t.oid::text ELSE '' END
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      """;

  private static final String PARTS =
      """
      SELECT DISTINCT 'part', n.nspname::text, t.typname::text, m.nspname::text, u.typname::text
      FROM pg_catalog.pg_type t
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      LEFT JOIN pg_catalog.pg_attribute a
        ON a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_catalog.pg_range r ON t.oid IN (r.rngtypid, r.rngmultitypid)
      JOIN pg_catalog.pg_type u
        ON u.oid IN (t.typbasetype, t.typelem, a.atttypid, r.rngsubtype) AND u.oid <> t.oid
      JOIN pg_catalog.pg_namespace m ON m.oid = u.typnamespace
      WHERE m.nspname NOT IN ('pg_catalog', 'information_schema') AND %s
      """
          .formatted(OUTSIDE);

  private static final String CHECKS =
      """
      SELECT 'check', n.nspname::text, t.typname::text,
        'SELECT ' || pg_catalog.pg_get_expr(c.conbin, 0)
      FROM pg_catalog.pg_constraint c
      JOIN pg_catalog.pg_type t ON t.oid = c.contypid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      WHERE c.contype = 'c' AND %s
      """
          .formatted(OUTSIDE);

  private static final String CASTS =
      """
      SELECT DISTINCT 'cast', n.nspname::text, s.typname::text, k.nspname::text, t.typname::text,
        m.nspname::text, f.proname::text,
        CASE WHEN f.provolatile = 'v' THEN 'v' ELSE '-' END
          || CASE WHEN f.prosecdef THEN 'd' ELSE '-' END
      FROM pg_catalog.pg_cast c
      JOIN pg_catalog.pg_type s ON s.oid = c.castsource
      JOIN pg_catalog.pg_namespace n ON n.oid = s.typnamespace
      JOIN pg_catalog.pg_type t ON t.oid = c.casttarget
      JOIN pg_catalog.pg_namespace k ON k.oid = t.typnamespace
      JOIN pg_catalog.pg_proc f ON f.oid = c.castfunc
      JOIN pg_catalog.pg_namespace m ON m.oid = f.pronamespace
      WHERE c.oid >= 16384
      """;

  /** Of those that only C can write nothing is asked: their authors had the server's own rights. */
  private static final String COMPARISONS =
      """
      SELECT DISTINCT 'compare', n.nspname::text, t.typname::text,
        m.nspname::text, f.proname::text,
        CASE WHEN f.provolatile = 'v' THEN 'v' ELSE '-' END
          || CASE WHEN f.prosecdef THEN 'd' ELSE '-' END
      FROM pg_catalog.pg_opclass o
      JOIN pg_catalog.pg_am a ON a.oid = o.opcmethod AND a.amname IN ('btree', 'hash')
      JOIN pg_catalog.pg_type t ON t.oid = o.opcintype
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      JOIN pg_catalog.pg_amproc s ON s.amprocfamily = o.opcfamily
      JOIN pg_catalog.pg_proc f ON f.oid = s.amproc
      JOIN pg_catalog.pg_namespace m ON m.oid = f.pronamespace
      WHERE o.opcdefault AND o.oid >= 16384
        AND 'pg_catalog.internal'::pg_catalog.regtype <> ALL (f.proargtypes)
      """;

  private static final String RELATIONS =
      """
      SELECT 'relation', n.nspname::text, c.relname::text, c.relkind::text
          || CASE WHEN d.objid IS NULL THEN '' ELSE 'e' END
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e'
      WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p', 'S') AND n.nspname !~ '^pg_toast'
      """;

  private static final String COLUMN_TYPES =
      """
      SELECT DISTINCT 'column', n.nspname::text, c.relname::text, m.nspname::text, t.typname::text
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'v', 'm', 'f', 'p')
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      JOIN pg_catalog.pg_namespace m ON m.oid = t.typnamespace
      WHERE a.attnum > 0 AND NOT a.attisdropped
        AND m.nspname NOT IN ('pg_catalog', 'information_schema') AND %s
      """
          .formatted(OUTSIDE);

  private static final String VIEWS =
      """
      SELECT 'code', n.nspname::text, c.relname::text,
        coalesce(pg_catalog.pg_get_viewdef(c.oid), '')
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'v' AND %s
      """
          .formatted(OUTSIDE);

  private static final String POLICIES =
      """
      SELECT 'code', n.nspname::text, c.relname::text,
        'SELECT ' || pg_catalog.pg_get_expr(p.polqual, p.polrelid)
      FROM pg_catalog.pg_policy p
      JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE p.polqual IS NOT NULL
      """;

  private static final String GENERATED =
      """
      SELECT 'code', n.nspname::text, c.relname::text,
        'SELECT ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid)
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE a.attgenerated = 'v'
      """;

  /** In this order, after {@link #PREPARE}; one transaction keeps them consistent. */
  public static final List<String> ALL =
      List.of(
          FUNCTIONS,
          SUPPORT,
          ARGUMENTS,
          DEFAULTS,
          OPERATORS,
          TYPES,
          PARTS,
          CHECKS,
          CASTS,
          COMPARISONS,
          RELATIONS,
          COLUMN_TYPES,
          VIEWS,
          POLICIES,
          GENERATED);

  private CatalogQueries() {}
}
