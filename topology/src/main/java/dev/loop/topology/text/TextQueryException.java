package dev.loop.topology.text;

/** A text that is no valid search. Both parts are for the person who typed it, and follow the name of the parameter. */
public final class TextQueryException extends Exception {

    private final String problem;
    private final String remedy;

    TextQueryException(String problem, String remedy) {
        super(problem + "; " + remedy);
        this.problem = problem;
        this.remedy = remedy;
    }

    /** Returns the problem, as in {@code has a quotation mark that is not closed}. */
    public String problem() {
        return problem;
    }

    /** Returns what to do. */
    public String remedy() {
        return remedy;
    }
}
