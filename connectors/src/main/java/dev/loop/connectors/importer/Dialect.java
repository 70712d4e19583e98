package dev.loop.connectors.importer;

/**
 * The rules by which a file of delimited text writes delimiters and line breaks within a field.
 *
 * @param quotes whether a field may stand in double quotes
 * @param backslash whether a backslash takes the meaning from the character that follows; else two quotes are one
 */
public record Dialect(boolean quotes, boolean backslash) {

    public static final Dialect RFC_4180 = new Dialect(true, false);
}
