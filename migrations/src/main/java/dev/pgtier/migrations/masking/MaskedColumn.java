package dev.pgtier.migrations.masking;

/**
 * What was done to one column.
 *
 * @param column {@code schema.table.column}
 * @param mask the rule, as the configuration has it
 * @param rows of the table, every one of which was written
 * @param before how many of them had a value
 * @param after how many have one now
 * @param unchanged how many kept theirs, because an expression or constant gave it back; none for
 *     other masks
 */
public record MaskedColumn(
    String column, String mask, long rows, long before, long after, long unchanged) {}
