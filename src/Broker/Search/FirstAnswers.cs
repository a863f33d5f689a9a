using System.Buffers;
using System.Text.Json;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Search;

/// <summary>Finds what whoever waited for the end of an instance was told.</summary>
internal static class FirstAnswers
{
    private const int PageItems = 1_000;

    /// <param name="wanted">Names of variables; empty for all.</param>
    /// <returns>UTF-8 JSON object: the variables of the root scope. Empty when it runs, was terminated, or is forgotten.</returns>
    public static async Task<ReadOnlyMemory<byte>> FindAsync(
        SearchStore search, ProcessInstanceKey instance, IReadOnlyList<string> wanted, CancellationToken cancellation)
    {
        if (await search.FindInstanceAsync(instance, cancellation).ConfigureAwait(false) is not { State: ProcessInstanceState.Completed })
            return default;

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            string? after = null;
            do
            {
                var page = await search.SearchAsync(
                    new SearchQuery<VariableFilter>
                    {
                        Filter = new VariableFilter { ProcessInstanceKey = instance, ScopeKey = new ElementInstanceKey(instance.Value) },
                        Page = new SearchPage { Limit = PageItems, After = after },
                    },
                    truncateValues: false,
                    cancellation).ConfigureAwait(false);
                foreach (var variable in page.Items.Where(variable => wanted.Count is 0 || wanted.Contains(variable.Name)))
                {
                    writer.WritePropertyName(variable.Name);
                    writer.WriteRawValue(variable.Value, skipInputValidation: true);
                }

                after = page.Items.Count < PageItems ? null : page.Page.EndCursor;
            }
            while (after is not null);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
