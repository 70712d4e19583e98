package dev.loop.api.odata;

import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** {@code $metadata}: the tables, their columns and what each means (OData CSDL XML 4.0). */
final class Csdl {

    static final String NAMESPACE = "Loop";
    static final String CONTAINER = "Feed";

    private static final String EDMX = "http://docs.oasis-open.org/odata/ns/edmx";
    private static final String EDM = "http://docs.oasis-open.org/odata/ns/edm";
    private static final String DESCRIPTION = "Org.OData.Core.V1.Description";
    private static final String CAPABILITIES = "Org.OData.Capabilities.V1.";

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    private Csdl() throws XMLStreamException {
        xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
    }

    static String of(List<EntitySet> sets) {
        try {
            var csdl = new Csdl();
            csdl.write(sets);
            return csdl.text.toString();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void write(List<EntitySet> sets) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.setPrefix("edmx", EDMX);
        xml.writeStartElement(EDMX, "Edmx");
        xml.writeNamespace("edmx", EDMX);
        xml.writeAttribute("Version", "4.0");
        xml.writeStartElement(EDMX, "DataServices");
        xml.setDefaultNamespace(EDM);
        xml.writeStartElement(EDM, "Schema");
        xml.writeDefaultNamespace(EDM);
        xml.writeAttribute("Namespace", NAMESPACE);
        start("ComplexType", "Entry");
        property(ODataColumn.required(Entries.KEY, ValueType.STRING, ""));
        property(ODataColumn.required(Entries.VALUE, ValueType.STRING, ""));
        xml.writeEndElement();
        for (EntitySet set : sets) {
            type(set);
        }
        start("EntityContainer", CONTAINER);
        for (EntitySet set : sets) {
            entitySet(set);
        }
        xml.writeEmptyElement(EDM, "Annotation");
        xml.writeAttribute("Term", CAPABILITIES + "BatchSupported");
        xml.writeAttribute("Bool", "false");
        functions();
        xml.writeEndDocument();
    }

    private void start(String element, String name) throws XMLStreamException {
        xml.writeStartElement(EDM, element);
        xml.writeAttribute("Name", name);
    }

    private void type(EntitySet set) throws XMLStreamException {
        start("EntityType", set.about().typeName());
        xml.writeStartElement(EDM, "Key");
        xml.writeEmptyElement(EDM, "PropertyRef");
        xml.writeAttribute("Name", set.key());
        xml.writeEndElement();
        for (ODataColumn column : set.shape().columns()) {
            property(column);
        }
        xml.writeEndElement();
    }

    private void property(ODataColumn column) throws XMLStreamException {
        start("Property", column.name());
        xml.writeAttribute("Type", column.type().edm());
        if (!column.nullable()) {
            xml.writeAttribute("Nullable", "false");
        }
        if (column.type() == ValueType.TIME) {
            xml.writeAttribute("Precision", "3");
        }
        describe(column.description());
        xml.writeEndElement();
    }

    private void entitySet(EntitySet set) throws XMLStreamException {
        start("EntitySet", set.name());
        xml.writeAttribute("EntityType", NAMESPACE + "." + set.about().typeName());
        describe(set.about().text());
        cannot("InsertRestrictions", "Insertable");
        cannot("UpdateRestrictions", "Updatable");
        cannot("DeleteRestrictions", "Deletable");
        cannot("ExpandRestrictions", "Expandable");
        cannot("SearchRestrictions", "Searchable");
        xml.writeEndElement();
    }

    /** Writes what tools may leave to the feed, and what they have to do themselves. */
    private void functions() throws XMLStreamException {
        xml.writeStartElement(EDM, "Annotation");
        xml.writeAttribute("Term", CAPABILITIES + "FilterFunctions");
        xml.writeStartElement(EDM, "Collection");
        for (String word : Function.words()) {
            xml.writeStartElement(EDM, "String");
            xml.writeCharacters(word);
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void describe(String description) throws XMLStreamException {
        if (!description.isEmpty()) {
            xml.writeEmptyElement(EDM, "Annotation");
            xml.writeAttribute("Term", DESCRIPTION);
            xml.writeAttribute("String", description);
        }
    }

    private void cannot(String term, String property) throws XMLStreamException {
        xml.writeStartElement(EDM, "Annotation");
        xml.writeAttribute("Term", CAPABILITIES + term);
        xml.writeStartElement(EDM, "Record");
        xml.writeEmptyElement(EDM, "PropertyValue");
        xml.writeAttribute("Property", property);
        xml.writeAttribute("Bool", "false");
        xml.writeEndElement();
        xml.writeEndElement();
    }
}
