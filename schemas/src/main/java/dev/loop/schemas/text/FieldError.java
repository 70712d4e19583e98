package dev.loop.schemas.text;

/**
 * One thing that is wrong with what was sent.
 *
 * @param field its path as the sender writes it: {@code user.id}, {@code metadata.browser}; empty for the whole
 * @param problem what is wrong, as the end of a sentence that begins with the field
 * @param remedy what to do about it
 */
public record FieldError(String field, String problem, String remedy) {

    @Override
    public String toString() {
        return (field.isEmpty() ? "the item" : field) + " " + problem + ": " + remedy;
    }
}
