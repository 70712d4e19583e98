package dev.loop.topology.text;

/** A text that is not a search. Both parts are written for whoever typed it, to follow the name of the parameter. */
public final class TextQueryException extends Exception {

    private final String problem;
    private final String remedy;

    TextQueryException(String problem, String remedy) {
        super(problem + "; " + remedy);
        this.problem = problem;
        this.remedy = remedy;
    }

    /** As in {@code has a quotation mark that is not closed}. */
    public String problem() {
        return problem;
    }

    /** What to do. */
    public String remedy() {
        return remedy;
    }
}
