using System.Text.Json;
using Fairlead.Connectors.Sdk;
using MimeKit;

namespace Fairlead.Connectors.Email.Sending;

/// <summary>Addresses as a model writes them: text with commas, a list, or both.</summary>
internal static class MailAddresses
{
    /// <param name="field">For what is wrong with it.</param>
    /// <param name="given">A text or a list of texts; null and blank ones count for nothing.</param>
    /// <param name="into">Gets them.</param>
    /// <exception cref="ConnectorInputException">One of them is no address.</exception>
    public static void Read(string field, JsonElement? given, InternetAddressList into) => Read(field, TextsIn(field, given), into);

    /// <exception cref="ConnectorInputException">It is not one address.</exception>
    public static MailboxAddress One(string field, string? given)
    {
        var list = new InternetAddressList();
        Read(field, [given], list);
        return list is [MailboxAddress only]
            ? only
            : throw new ConnectorInputException($"{field}: expected one address such as shop@example.com.");
    }

    private static IEnumerable<string?> TextsIn(string field, JsonElement? given)
    {
        if (given is not { } value)
            return [];
        IReadOnlyList<JsonElement> items = value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        return items.All(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Null)
            ? items.Select(item => item.GetString())
            : throw new ConnectorInputException($"{field}: expected text, or a list of texts.");
    }

    private static void Read(string field, IEnumerable<string?> given, InternetAddressList into)
    {
        foreach (var text in given)
        {
            if (string.IsNullOrWhiteSpace(text))
                continue;
            if (text.Any(char.IsControl) || !InternetAddressList.TryParse(text, out var addresses) || !AllHaveDomains(addresses))
                throw new ConnectorInputException($"{field}: expected addresses such as ann@example.com, separated by commas, but one is none.");
            into.AddRange(addresses);
        }
    }

    private static bool AllHaveDomains(InternetAddressList addresses) =>
        addresses.Count > 0 && addresses.Mailboxes.All(mailbox => mailbox.LocalPart.Length > 0 && mailbox.Domain.Length > 0);
}
