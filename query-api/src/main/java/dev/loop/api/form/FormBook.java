package dev.loop.api.form;

import dev.loop.api.key.DefaultProject;
import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.Form;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The forms of all projects. The next read on the same instance sees a form that was put. */
public final class FormBook {

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);
    private static final Comparator<Form> NEWEST_FIRST =
            Comparator.comparing(Form::getCreatedAt).reversed().thenComparing(Form::getName);

    /** Separates project and name in an address. Neither may hold it. */
    private static final char OF_PROJECT = '~';

    private final ControlTable<Form> table;

    public FormBook(ControlTable<Form> table) {
        this.table = table;
    }

    Optional<Form> find(String project, String name) {
        return table.get(key(project, name));
    }

    /** Returns the form at an address below {@code /f/}: a name in the default project, or {@code project~name}. */
    Optional<Form> at(String address) {
        int end = address.indexOf(OF_PROJECT);
        return end < 0 ? find(DefaultProject.ID, address) : find(address.substring(0, end), address.substring(end + 1));
    }

    /** Returns the address of a form below {@code /f/}, with which {@link #at} finds it. */
    static String address(Form form) {
        return form.getProject().equals(DefaultProject.ID)
                ? form.getName()
                : form.getProject() + OF_PROJECT + form.getName();
    }

    List<Form> all(String project) {
        return table.all().values().stream()
                .filter(form -> form.getProject().equals(project))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /** Puts a form; fails as {@link ControlTable#put} does. */
    void put(Form form) {
        table.put(key(form.getProject(), form.getName()), form, LONGEST_WRITE);
    }

    /** Removes a form; fails as {@link ControlTable#remove} does. */
    void remove(String project, String name) {
        table.remove(key(project, name), LONGEST_WRITE);
    }

    private static String key(String project, String name) {
        return project + "/" + name;
    }
}
