package dev.pgtier.cli.check;

/** What is looked at, in the order of the report. */
public enum Area {
  CONNECTION("connection"),
  ATTRIBUTES("role attributes"),
  MEMBERSHIPS("memberships"),
  OWNERSHIP("ownership"),
  TABLES("writing to tables and sequences"),
  WITHHELD("reading what the tier denies"),
  PLACES("making objects"),
  LARGE_OBJECTS("large objects"),
  FUNCTIONS("functions"),
  FOREIGN("other servers"),
  PARAMETERS("parameters"),
  DEFAULTS("default privileges"),
  SETTINGS("settings of role and database"),
  SERVER("server");

  private final String words;

  Area(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
