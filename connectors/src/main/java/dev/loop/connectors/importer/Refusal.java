package dev.loop.connectors.importer;

/**
 * Why a row is no item.
 *
 * @param field the field at fault, in the words of the API; empty where it is the row as a whole
 * @param problem what is wrong with it
 * @param remedy what to do; may be empty
 */
public record Refusal(String field, String problem, String remedy) {}
