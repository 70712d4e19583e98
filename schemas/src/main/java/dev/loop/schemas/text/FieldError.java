package dev.loop.schemas.text;

/**
 * One error in a request or a record.
 *
 * @param field its path as the sender writes it: {@code user.id}, {@code metadata.browser}; empty for the whole
 * @param problem the error, as the end of a sentence that begins with the field
 * @param remedy the way to correct it
 */
public record FieldError(String field, String problem, String remedy) {

    @Override
    public String toString() {
        return (field.isEmpty() ? "the item" : field) + " " + problem + ": " + remedy;
    }
}
