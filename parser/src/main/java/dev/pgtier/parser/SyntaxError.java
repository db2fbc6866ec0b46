package dev.pgtier.parser;

/**
 * PostgreSQL's parser does not accept the text. The server would answer with the same message,
 * position and routine; its SQLSTATE, nearly always 42601, libpg_query does not tell.
 *
 * @param message as the server gives it, in English
 * @param position of the error cursor in characters (code points), from 1 as in the protocol's
 *     field {@code P}; 0 for none
 * @param routine the C function that raised it (field {@code R})
 * @param file and its source file (field {@code F})
 */
public record SyntaxError(String message, int position, String routine, String file)
    implements ParseResult {}
