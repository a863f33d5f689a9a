using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;

namespace Fairlead.Connectors.Email.Reading;

/// <summary>Finds folders by the names that models use, and mails in them.</summary>
internal static class ImapFolders
{
    private static readonly char[] Separators = ['.', '/'];

    /// <summary>INBOX for a blank name. Folders in folders are separated by a dot, a slash, or as the server does.</summary>
    /// <exception cref="FolderNotFoundException">There is none.</exception>
    public static async Task<IMailFolder> FindAsync(ImapClient client, string? name, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Equals("INBOX", StringComparison.OrdinalIgnoreCase))
            return client.Inbox ?? throw new FolderNotFoundException("INBOX");

        try
        {
            return await client.GetFolderAsync(name.Trim(), cancellation);
        }
        catch (FolderNotFoundException) when (OfServer(client, name) is { } translated && translated != name.Trim())
        {
            return await client.GetFolderAsync(translated, cancellation);
        }
    }

    /// <summary>As <see cref="FindAsync"/>; makes it when there is none.</summary>
    public static async Task<IMailFolder> FindOrMakeAsync(ImapClient client, string name, CancellationToken cancellation)
    {
        try
        {
            return await FindAsync(client, name, cancellation);
        }
        catch (FolderNotFoundException)
        {
            var at = client.GetFolder(client.PersonalNamespaces[0]);
            foreach (var part in name.Trim().Split(Separators, StringSplitOptions.RemoveEmptyEntries))
            {
                // INBOX.Done of a server whose folders all lie in INBOX.
                if (at.FullName.Length is 0 && part.Equals("INBOX", StringComparison.OrdinalIgnoreCase))
                    at = client.Inbox!;
                else
                    at = await SubfolderAsync(at, part, cancellation);
            }

            return at;
        }
    }

    /// <summary>The first mail of exactly this id; null when there is none. The folder is open.</summary>
    public static async Task<UniqueId?> FindMailAsync(IMailFolder folder, string messageId, CancellationToken cancellation)
    {
        var wanted = messageId.Trim().Trim('<', '>');
        var candidates = await folder.SearchAsync(SearchQuery.HeaderContains("Message-ID", wanted), cancellation);
        if (candidates.Count is 0)
            return null;
        var summaries = await folder.FetchAsync(candidates, MessageSummaryItems.UniqueId | MessageSummaryItems.Envelope, cancellation);
        return summaries.FirstOrDefault(one => one.Envelope?.MessageId == wanted)?.UniqueId;
    }

    private static async Task<IMailFolder> SubfolderAsync(IMailFolder parent, string name, CancellationToken cancellation)
    {
        try
        {
            return await parent.GetSubfolderAsync(name, cancellation);
        }
        catch (FolderNotFoundException)
        {
            return await parent.CreateAsync(name, isMessageFolder: true, cancellation) ?? throw new FolderNotFoundException(name);
        }
    }

    private static string? OfServer(ImapClient client, string name) => client.PersonalNamespaces.Count is 0 ? null
        : string.Join(client.PersonalNamespaces[0].DirectorySeparator, name.Trim().Split(Separators, StringSplitOptions.RemoveEmptyEntries));
}
