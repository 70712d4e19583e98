package dev.loop.connectors.importer;

/**
 * Why a row is no item.
 *
 * @param field the field at fault, in the words of the API; empty where it is the row as a whole
 * @param problem what is wrong with it, as the end of a sentence that begins with the field
 * @param remedy what to do; may be empty
 */
public record Refusal(String field, String problem, String remedy) {}
