using Fairlead.Connectors.Sdk;
using MailKit;
using MailKit.Net.Imap;

namespace Fairlead.Connectors.Email.Reading;

/// <summary>What can be done in a mailbox over IMAP, in a session that is logged in.</summary>
internal static class ImapActions
{
    private const string Fields = "data.imapAction";

    /// <exception cref="ConnectorInputException">Something is missing that the action needs.</exception>
    public static void Check(ImapActionKind kind, ImapAction action)
    {
        switch (kind)
        {
            case ImapActionKind.Search:
                MailSearch.Read($"{Fields}.criteria", action.Criteria);
                break;
            case ImapActionKind.List:
                MailboxRules.CheckCount(Fields, action.MaxToBeRead);
                break;
            case ImapActionKind.Move:
                MailboxRules.Require($"{Fields}.messageId", action.MessageId);
                MailboxRules.Require($"{Fields}.fromFolder", action.FromFolder);
                MailboxRules.Require($"{Fields}.toFolder", action.ToFolder);
                break;
            case ImapActionKind.Read or ImapActionKind.Delete:
                MailboxRules.Require($"{Fields}.messageId", action.MessageId);
                break;
        }
    }

    public static string FolderOf(ImapActionKind kind, ImapAction action)
    {
        var folder = kind switch
        {
            ImapActionKind.Delete => action.DeleteEmailFolder,
            ImapActionKind.List => action.ListEmailsFolder,
            ImapActionKind.Move => action.FromFolder,
            ImapActionKind.Read => action.ReadEmailFolder,
            ImapActionKind.Search => action.SearchEmailFolder,
        };
        return string.IsNullOrWhiteSpace(folder) ? "INBOX" : folder.Trim();
    }

    public static async Task<object> RunAsync(
        ImapActionKind kind, ImapAction action, ImapClient client, CallDocuments documents, CancellationToken cancellation)
    {
        var folder = await ImapFolders.FindAsync(client, FolderOf(kind, action), cancellation);
        var changes = kind is ImapActionKind.Delete or ImapActionKind.Move;
        await folder.OpenAsync(changes ? FolderAccess.ReadWrite : FolderAccess.ReadOnly, cancellation);
        try
        {
            return kind switch
            {
                ImapActionKind.Delete => await DeleteAsync(folder, action.MessageId!, cancellation),
                ImapActionKind.List => await ListAsync(folder, action, cancellation),
                ImapActionKind.Move => await MoveAsync(client, folder, action, cancellation),
                ImapActionKind.Read => await ReadAsync(folder, action.MessageId!, documents, cancellation),
                ImapActionKind.Search => await SearchAsync(folder, action, cancellation),
            };
        }
        finally
        {
            // A session that goes back is in no folder. What others have marked as deleted is theirs.
            if (client.IsConnected && folder.IsOpen)
                await folder.CloseAsync(expunge: false, CancellationToken.None);
        }
    }

    private static async Task<IReadOnlyList<ListedMail>> ListAsync(IMailFolder folder, ImapAction action, CancellationToken cancellation)
    {
        if (folder.Count is 0)
            return [];
        var items = MessageSummaryItems.UniqueId | MessageSummaryItems.InternalDate | MessageSummaryItems.Size;
        if (action.SortField is MailSortField.SentDate)
            items |= MessageSummaryItems.Envelope;
        var all = await folder.FetchAsync(0, -1, items, cancellation);
        var sorted = action.SortField switch
        {
            MailSortField.ReceivedDate => MailboxRules.Sorted(all, one => one.InternalDate, action.SortOrder),
            MailSortField.SentDate => MailboxRules.Sorted(all, one => one.Envelope?.Date, action.SortOrder),
            MailSortField.Size => MailboxRules.Sorted(all, one => one.Size, action.SortOrder),
        };
        List<UniqueId> wanted = [.. sorted.Take(action.MaxToBeRead).Select(one => one.UniqueId)];
        var heads = await HeadsAsync(folder, wanted, cancellation);
        return
        [
            .. wanted.Where(heads.ContainsKey).Select(id => heads[id]).Select(head => new ListedMail(
                IdOf(head), head.Envelope?.From.Mailboxes.FirstOrDefault()?.Address, head.Envelope?.Subject, head.Size ?? 0)),
        ];
    }

    private static async Task<IReadOnlyList<FoundMail>> SearchAsync(IMailFolder folder, ImapAction action, CancellationToken cancellation)
    {
        var found = await folder.SearchAsync(MailSearch.Read($"{Fields}.criteria", action.Criteria).ToQuery(), cancellation);
        var heads = await HeadsAsync(folder, [.. found], cancellation);
        return [.. found.Where(heads.ContainsKey).Select(id => new FoundMail(IdOf(heads[id]), heads[id].Envelope?.Subject))];
    }

    private static async Task<MailContent> ReadAsync(
        IMailFolder folder, string messageId, CallDocuments documents, CancellationToken cancellation)
    {
        var id = await FindAsync(folder, messageId, cancellation);
        var items = MessageSummaryItems.UniqueId | MessageSummaryItems.InternalDate | MessageSummaryItems.Size;
        var summary = (await folder.FetchAsync([id], items, cancellation)).FirstOrDefault();
        MailboxRules.CheckSize(messageId, summary?.Size ?? 0);
        using var message = await folder.GetMessageAsync(id, cancellation);
        return await MailboxRules.WithAttachmentsAsync(
            MailContent.Of(message, summary?.Size ?? 0, summary?.InternalDate), message, documents, cancellation);
    }

    private static async Task<DeletedMail> DeleteAsync(IMailFolder folder, string messageId, CancellationToken cancellation)
    {
        var id = await FindAsync(folder, messageId, cancellation);
        await folder.AddFlagsAsync(id, MessageFlags.Deleted, silent: true, cancellation);
        await folder.ExpungeAsync([id], cancellation);
        return new DeletedMail(messageId, Deleted: true);
    }

    /// <remarks>A mail that lies in the other folder already was moved by an attempt whose answer got lost.</remarks>
    private static async Task<MovedMail> MoveAsync(ImapClient client, IMailFolder from, ImapAction action, CancellationToken cancellation)
    {
        var moved = new MovedMail(action.MessageId!, action.FromFolder!, action.ToFolder!);
        var to = await ImapFolders.FindOrMakeAsync(client, action.ToFolder!, cancellation);
        if (await ImapFolders.FindMailAsync(from, action.MessageId!, cancellation) is { } id)
        {
            await from.MoveToAsync(id, to, cancellation);
            return moved;
        }

        // Opening it closes the other.
        await to.OpenAsync(FolderAccess.ReadOnly, cancellation);
        var isThere = await ImapFolders.FindMailAsync(to, action.MessageId!, cancellation) is not null;
        await to.CloseAsync(expunge: false, cancellation);
        return isThere ? moved : throw MailboxRules.NotFound(action.MessageId!, from.FullName);
    }

    private static async Task<UniqueId> FindAsync(IMailFolder folder, string messageId, CancellationToken cancellation) =>
        await ImapFolders.FindMailAsync(folder, messageId, cancellation) ?? throw MailboxRules.NotFound(messageId, folder.FullName);

    private static async Task<Dictionary<UniqueId, IMessageSummary>> HeadsAsync(
        IMailFolder folder, IList<UniqueId> ids, CancellationToken cancellation)
    {
        if (ids.Count is 0)
            return [];
        var heads = await folder.FetchAsync(
            ids, MessageSummaryItems.UniqueId | MessageSummaryItems.Envelope | MessageSummaryItems.Size, cancellation);
        return heads.ToDictionary(head => head.UniqueId);
    }

    private static string? IdOf(IMessageSummary head) => head.Envelope?.MessageId is { } id ? $"<{id}>" : null;
}
