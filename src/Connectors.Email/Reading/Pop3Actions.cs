using Fairlead.Connectors.Email.Sending;
using Fairlead.Connectors.Sdk;
using MailKit.Net.Pop3;
using MimeKit;
using MimeKit.Utils;

namespace Fairlead.Connectors.Email.Reading;

/// <summary>What can be done in a mailbox over POP3. The server knows numbers and sizes only; the rest is found in the headers.</summary>
internal static class Pop3Actions
{
    private const string Fields = "data.pop3Action";
    private const string Folder = "the mailbox";

    /// <exception cref="ConnectorInputException">Something is missing that the action needs.</exception>
    public static void Check(Pop3ActionKind kind, Pop3Action action)
    {
        switch (kind)
        {
            case Pop3ActionKind.Search:
                MailSearch.Read($"{Fields}.criteria", action.Criteria);
                break;
            case Pop3ActionKind.List:
                MailboxRules.CheckCount(Fields, action.MaxToBeRead);
                break;
            case Pop3ActionKind.Read or Pop3ActionKind.Delete:
                MailboxRules.Require($"{Fields}.messageId", action.MessageId);
                break;
        }
    }

    public static async Task<object> RunAsync(
        Pop3ActionKind kind, Pop3Action action, Pop3Client client, CallDocuments documents, CancellationToken cancellation) => kind switch
    {
        Pop3ActionKind.Delete => await DeleteAsync(client, action.MessageId!, cancellation),
        Pop3ActionKind.List => await ListAsync(client, action, cancellation),
        Pop3ActionKind.Read => await ReadAsync(client, action.MessageId!, documents, cancellation),
        Pop3ActionKind.Search => await SearchAsync(client, action, cancellation),
    };

    private static async Task<IReadOnlyList<ListedMail>> ListAsync(Pop3Client client, Pop3Action action, CancellationToken cancellation)
    {
        if (client.Count is 0)
            return [];
        var sizes = await client.GetMessageSizesAsync(cancellation);
        var numbers = Enumerable.Range(0, sizes.Count);
        if (action.SortField is Pop3SortField.Size)
            numbers = [.. MailboxRules.Sorted(numbers, number => (int?)sizes[number], action.SortOrder).Take(action.MaxToBeRead)];
        List<int> wanted = [.. numbers];
        var heads = await client.GetMessageHeadersAsync(wanted, cancellation);
        var listed = wanted.Select((number, index) => (Head: heads[index], Size: sizes[number]));
        if (action.SortField is Pop3SortField.SentDate)
            listed = MailboxRules.Sorted(listed, one => SentOf(one.Head), action.SortOrder).Take(action.MaxToBeRead);
        return [.. listed.Select(one => new ListedMail(IdOf(one.Head), FromOf(one.Head), one.Head[HeaderId.Subject], one.Size))];
    }

    private static async Task<IReadOnlyList<FoundMail>> SearchAsync(Pop3Client client, Pop3Action action, CancellationToken cancellation)
    {
        var wanted = MailSearch.Read($"{Fields}.criteria", action.Criteria);
        var found = new List<FoundMail>();
        for (var number = 0; number < client.Count; number++)
        {
            using var message = wanted.NeedsBody ? await client.GetMessageAsync(number, cancellation) : null;
            var head = message?.Headers ?? await client.GetMessageHeadersAsync(number, cancellation);
            if (wanted.Fits(head, message))
                found.Add(new FoundMail(IdOf(head), head[HeaderId.Subject]));
        }

        return found;
    }

    private static async Task<MailContent> ReadAsync(
        Pop3Client client, string messageId, CallDocuments documents, CancellationToken cancellation)
    {
        var number = await FindAsync(client, messageId, cancellation);
        var size = await client.GetMessageSizeAsync(number, cancellation);
        MailboxRules.CheckSize(messageId, size);
        using var message = await client.GetMessageAsync(number, cancellation);
        return await MailboxRules.WithAttachmentsAsync(MailContent.Of(message, size, received: null), message, documents, cancellation);
    }

    /// <remarks>The server deletes when the session ends in good order.</remarks>
    private static async Task<DeletedMail> DeleteAsync(Pop3Client client, string messageId, CancellationToken cancellation)
    {
        await client.DeleteMessageAsync(await FindAsync(client, messageId, cancellation), cancellation);
        await client.DisconnectAsync(quit: true, cancellation);
        return new DeletedMail(messageId, Deleted: true);
    }

    private static async Task<int> FindAsync(Pop3Client client, string messageId, CancellationToken cancellation)
    {
        var wanted = MailComposer.Bracketed(messageId.Trim());
        for (var number = 0; number < client.Count; number++)
        {
            if (IdOf(await client.GetMessageHeadersAsync(number, cancellation)) == wanted)
                return number;
        }

        throw MailboxRules.NotFound(messageId, Folder);
    }

    private static string? IdOf(HeaderList headers) =>
        headers[HeaderId.MessageId] is { } id && MimeUtils.ParseMessageId(id) is { } read ? $"<{read}>" : null;

    private static string? FromOf(HeaderList headers) =>
        InternetAddressList.TryParse(headers[HeaderId.From] ?? "", out var list) ? list.Mailboxes.FirstOrDefault()?.Address : null;

    private static DateTimeOffset? SentOf(HeaderList headers) =>
        DateUtils.TryParse(headers[HeaderId.Date] ?? "", out var sent) ? sent : null;
}
