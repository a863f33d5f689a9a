using System.Globalization;
using Fairlead.Connectors.Email.Sessions;
using Fairlead.Connectors.Sdk;
using MimeKit;

namespace Fairlead.Connectors.Email.Reading;

/// <summary>What holds for a mailbox whatever the protocol.</summary>
internal static class MailboxRules
{
    /// <summary>Bytes of a mail that is read: it lies in memory meanwhile.</summary>
    public const long MailBytesAtMost = 64 << 20;

    private const int MailsAtMost = 10_000;

    public static void CheckCount(string fields, int count)
    {
        if (count is < 1 or > MailsAtMost)
            throw new ConnectorInputException(string.Create(CultureInfo.InvariantCulture, $"{fields}.maxToBeRead: expected a number from 1 to {MailsAtMost}."));
    }

    public static void Require(string field, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new ConnectorInputException($"{field}: expected text, but it is missing.");
        if (value.Any(char.IsControl))
            throw new ConnectorInputException($"{field}: expected text without control characters.");
    }

    public static void CheckSize(string messageId, long bytes)
    {
        if (bytes > MailBytesAtMost)
        {
            throw new ConnectorException(
                MailFailure.TooLarge,
                string.Create(CultureInfo.InvariantCulture, $"The mail {messageId} has {bytes} bytes; at most {MailBytesAtMost} can be read."))
            {
                Retry = RetryAdvice.Never,
            };
        }
    }

    public static ConnectorException NotFound(string messageId, string folder) =>
        new(MailFailure.NotFound, $"There is no mail with the id {messageId} in {folder}.") { Retry = RetryAdvice.Never };

    /// <summary>What has no value comes last, whatever the order.</summary>
    public static IEnumerable<T> Sorted<T, TKey>(IEnumerable<T> all, Func<T, TKey?> key, MailSortOrder order) where TKey : struct =>
        order is MailSortOrder.Ascending
            ? all.OrderBy(one => key(one) is null).ThenBy(key)
            : all.OrderBy(one => key(one) is null).ThenByDescending(key);

    public static async Task<MailContent> WithAttachmentsAsync(
        MailContent content, MimeMessage message, CallDocuments documents, CancellationToken cancellation)
    {
        var stored = new List<Document>();
        foreach (var entity in MailAttachments.Of(message))
            stored.Add(await MailAttachments.StoreAsync(entity, documents, cancellation));
        return content with { Attachments = stored };
    }
}
