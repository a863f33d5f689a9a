using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Csv;

/// <summary>
/// What is done with a file of comma-separated values. The names are those of the element template <c>io.camunda.connectors.csv</c>; the
/// task header <c>operation</c> chooses, and the header <c>recordMapper</c> holds FEEL that sees each <c>record</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "operation")]
[JsonDerivedType(typeof(Read), "readCsv")]
[JsonDerivedType(typeof(Write), "writeCsv")]
public abstract record CsvInput
{
    private CsvInput() { }

    [Field("Format")]
    public CsvFormat Format { get; init; } = new();

    /// <summary>A task header in diagrams, which wins.</summary>
    [Field("Record mapper", Help = "What becomes of each record; null drops it.", Example = "=if record.total > 10 then {id: record.id} else null")]
    public FeelFunction? RecordMapper { get; init; }

    /// <summary>Makes values of a file.</summary>
    public sealed record Read : CsvInput
    {
        [Required, Field("CSV file", Help = "A document, or the text itself.")]
        public JsonElement? Document { get; init; }

        [Field("Row type", Help = "Object: a value has the name of its column. Array: a record is a list of values.")]
        public CsvRowType RowType { get; init; }

        public override string ToString() => nameof(Read);
    }

    /// <summary>Makes a file of values.</summary>
    public sealed record Write : CsvInput
    {
        [Required, Field("Data", Help = "A list of objects, or of lists, such as =orders.", Feel = FieldFeel.Always)]
        public required IReadOnlyList<JsonElement> Data { get; init; }

        [Field("Return format")]
        public CsvReturnFormat DocumentReturnFormat { get; init; } = new();

        public override string ToString() => nameof(Write);
    }
}

public sealed record CsvFormat
{
    [Field("Delimiter", Help = "One character, or tab.")]
    public string Delimiter { get; init; } = ",";

    [Field("Skip header record", Help = "Reading: the first record is no data. Writing: no record of names is written.")]
    public bool SkipHeaderRecord { get; init; } = true;

    [Field("Headers", Help = "Names of the columns, such as =[\"id\", \"name\"]. Empty: the first record has them, or the data.")]
    public JsonElement? Headers { get; init; }

    [Field("Encoding", Help = "Of a file that does not say; UTF-8 when empty.")]
    public string? Encoding { get; init; }
}

public enum CsvRowType
{
    [JsonStringEnumMemberName("Object")] Named,
    [JsonStringEnumMemberName("Array")] Listed,
}

/// <summary>How the file is returned.</summary>
public sealed record CsvReturnFormat
{
    [Field("Format", Help = "TEXT: as content. DOCUMENT: kept as a document.")]
    public CsvReturnChoice Choice { get; init; }

    [Field("Encoding", Help = "Of the document.")]
    public string Encoding { get; init; } = "UTF-8";
}

public enum CsvReturnChoice
{
    [JsonStringEnumMemberName("TEXT")] Text,
    [JsonStringEnumMemberName("DOCUMENT")] Document,
}

/// <summary>What came of it: records that were read, or the file that was made.</summary>
public sealed record CsvAnswer
{
    /// <summary>One for each record: an object of texts, a list of texts, or what the mapper made of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JsonElement>? Records { get; init; }

    /// <summary>The file as text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Content { get; init; }

    /// <summary>The file as a document.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Document? Document { get; init; }
}
