using Avro;
using Newtonsoft.Json;

namespace Fairlead.Connectors.Kafka.Schemas;

/// <summary>Reads schemas.</summary>
internal static class AvroSchemas
{
    /// <param name="referred">Schemas whose types it uses, those that they use before them.</param>
    /// <exception cref="SchemaMismatchException">It is none.</exception>
    public static Schema Parse(string text, params IEnumerable<string> referred)
    {
        try
        {
            var names = new SchemaNames();
            foreach (var other in referred)
                Schema.Parse(other, names);
            return Schema.Parse(text, names) ?? throw new AvroTypeException("its type is not known");
        }
        catch (Exception unfit)
            when (unfit is AvroException or JsonException or ArgumentException or InvalidCastException or NullReferenceException or FormatException)
        {
            // Its text may quote all of the schema.
            var reason = unfit is AvroException && unfit.Message.Length < 200 ? unfit.Message.TrimEnd('.') : "it cannot be read";
            throw new SchemaMismatchException($"expected an Avro schema as JSON: {reason}.");
        }
    }

    /// <summary>Without what a logical type lays over it.</summary>
    public static Schema Plain(Schema schema) => schema is LogicalSchema logical ? Plain(logical.BaseSchema) : schema;

    /// <summary>For people, and to choose a branch of a union by.</summary>
    public static string NameOf(Schema schema) => schema is NamedSchema named ? named.Fullname : Schema.GetTypeString(Plain(schema).Tag);

    /// <summary>The digits behind the point; null for what is no decimal.</summary>
    public static int? ScaleOf(Schema schema) => schema is LogicalSchema { LogicalTypeName: "decimal" } logical
        ? int.TryParse(logical.GetProperty("scale"), System.Globalization.CultureInfo.InvariantCulture, out var scale) ? scale : 0
        : null;
}
