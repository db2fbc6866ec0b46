package dev.pgtier.parser;

/** What a text is to PostgreSQL. */
public sealed interface ParseResult permits ParseTree, SyntaxError, Refused {}
