using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>
/// The task header <c>operation</c>: which of its operations a connector performs. They are the cases of its input, which is then told
/// apart by a property of that name; the header wins over an input of that name.
/// </summary>
internal static class OperationHeader
{
    private const string Name = "operation";

    /// <summary>Whether a connector with this input has operations.</summary>
    public static bool Chooses(JsonTypeInfo input) => input.PolymorphismOptions is { TypeDiscriminatorPropertyName: Name };

    /// <returns>The variables with the operation in them.</returns>
    public static ReadOnlyMemory<byte> Into(ReadOnlyMemory<byte> variables, IReadOnlyDictionary<string, string> headers)
    {
        if (!headers.TryGetValue(Name, out var operation) || string.IsNullOrWhiteSpace(operation))
            return variables;

        using var document = JsonDocument.Parse(variables, new JsonDocumentOptions { MaxDepth = ConnectorJson.LevelsAtMost });
        var buffer = new ArrayBufferWriter<byte>(variables.Length + operation.Length + Name.Length + 8);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = ConnectorJson.LevelsAtMost }))
        {
            writer.WriteStartObject();
            foreach (var variable in document.RootElement.EnumerateObject())
            {
                if (!variable.Name.Equals(Name, StringComparison.OrdinalIgnoreCase))
                    variable.WriteTo(writer);
            }

            writer.WriteString(Name, operation.Trim());
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
