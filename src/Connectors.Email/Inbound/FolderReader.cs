using System.Globalization;
using Fairlead.Connectors.Email.Reading;
using Fairlead.Connectors.Email.Sessions;
using Fairlead.Connectors.Sdk;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;

namespace Fairlead.Connectors.Email.Inbound;

/// <summary>Reads one folder over one connection, a mail after the other: deliver, then do with it what the model wants, then the next.</summary>
/// <remarks>
/// So at most one mail was delivered and not handled when this ends in the middle: the one that the place names. The place is written
/// with the effect of its mail, and the next reader begins by handling that mail, without another event.
/// </remarks>
internal sealed class FolderReader
{
    private const int HeadsAtOnce = 100;

    private static readonly TimeSpan AnswerAtMost = TimeSpan.FromMinutes(2);

    /// <summary>Servers may end a connection that idles for half an hour.</summary>
    private static readonly TimeSpan IdleAtMost = TimeSpan.FromMinutes(29);

    private readonly ImapClient _client;
    private readonly IMailFolder _folder;
    private readonly MailServer _server;
    private readonly EmailInboundSettings _settings;
    private readonly TimeSpan _pause;
    private readonly Subscription _subscription;
    private readonly MailEvents _events;
    private readonly string _part;

    /// <summary>Could be neither applied nor kept: not asked for again over this connection.</summary>
    private readonly HashSet<UniqueId> _left = [];

    private MailPlace _place;
    private volatile bool _hasNews;
    private CancellationTokenSource? _idling;

    private FolderReader(
        ImapClient client, IMailFolder folder, MailServer server, EmailInboundSettings settings, TimeSpan pause, Subscription subscription)
    {
        (_client, _folder, _server, _settings, _pause, _subscription) = (client, folder, server, settings, pause, subscription);
        _part = MailPlace.PartOf(server, settings.Authentication.Username, folder.FullName);
        _events = new MailEvents(folder, subscription, _part);
    }

    private PollingConfig Afterwards => _settings.Data.PollingConfig;

    private bool CanIdle => _client.Capabilities.HasFlag(ImapCapabilities.Idle);

    /// <exception cref="ConnectorException">There is no such folder, or it cannot be changed.</exception>
    public static async Task<FolderReader> OpenAsync(
        ImapClient client,
        MailServer server,
        EmailInboundSettings settings,
        TimeSpan pause,
        Subscription subscription,
        CancellationToken cancellation)
    {
        var folder = await MailFailure.NamedAsync(server, OpenFolderAsync, (AnswerAtMost, subscription.Time), cancellation);
        if (folder.Access is not FolderAccess.ReadWrite)
            throw new ConnectorException(MailFailure.Refused, $"The folder {folder.FullName} may be read only, so no mail in it can be marked, moved or deleted.");
        return new FolderReader(client, folder, server, settings, pause, subscription);

        async Task<IMailFolder> OpenFolderAsync(CancellationToken token)
        {
            var found = await ImapFolders.FindAsync(client, settings.Data.FolderToListen, token);
            await found.OpenAsync(FolderAccess.ReadWrite, token);
            return found;
        }
    }

    /// <summary>Ends with an exception only.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        _folder.CountChanged += (_, _) => Wake();
        await FindPlaceAsync(cancellation);
        while (true)
        {
            _hasNews = false;
            var due = await FindDueAsync(cancellation);
            ReportUp();
            foreach (var some in due.Chunk(HeadsAtOnce))
                await TakeAsync(some, cancellation);
            if (due.Count is 0)
                await WaitAsync(cancellation);
        }
    }

    private async Task FindPlaceAsync(CancellationToken cancellation)
    {
        var known = MailPlace.Read(await _subscription.ReadCursorAsync(_part, cancellation));
        if (known is { } place && place.Validity == _folder.UidValidity)
        {
            _place = place;
            if (place is { Uid: > 0, Handling: not LeftHandling.Nothing })
            {
                var mayDelete = place.Handling is LeftHandling.AsModelled;
                await HandleAsync(new UniqueId(_folder.UidValidity, place.Uid), StrategyFor(mayDelete), cancellation);
            }

            return;
        }

        // All mails have other numbers now. Those that were events before are known by their message ids.
        if (known is not null)
            _subscription.Log($"The server has numbered the mails of {_folder.FullName} anew; they are looked at once more.");
        _place = new MailPlace(_folder.UidValidity, 0);
    }

    private async Task<IReadOnlyList<UniqueId>> FindDueAsync(CancellationToken cancellation)
    {
        var due = await AskAsync(
            async token =>
            {
                await _client.NoOpAsync(token);
                var query = _settings.Data.PollingConfigDiscriminator is PolledMails.Unseen
                    ? SearchQuery.NotSeen
                    : SearchQuery.Uids(new UniqueIdRange(new UniqueId(_folder.UidValidity, _place.Uid + 1), UniqueId.MaxValue));
                return _folder.Count is 0 ? [] : await _folder.SearchAsync(query.And(SearchQuery.NotDeleted), token);
            },
            cancellation);
        // The last mail belongs to every range that has no end.
        var isWanted = _settings.Data.PollingConfigDiscriminator is PolledMails.Unseen ? 0 : _place.Uid;
        return [.. due.Where(id => id.Id > isWanted && !_left.Contains(id)).OrderBy(id => id.Id)];
    }

    private async Task TakeAsync(UniqueId[] some, CancellationToken cancellation)
    {
        const MessageSummaryItems Heads = MessageSummaryItems.UniqueId | MessageSummaryItems.Size | MessageSummaryItems.InternalDate;
        var heads = await AskAsync(token => _folder.FetchAsync(some, Heads, token), cancellation);
        foreach (var head in heads.OrderBy(head => head.UniqueId.Id))
        {
            // Somebody else was faster with it.
            if (await AskAsync(token => _events.ReadAsync(head, token), cancellation) is not { } mail)
                continue;

            var (delivery, place) = await _events.DeliverAsync(mail, cancellation);
            _place = place;
            if (delivery is Delivery.Refused)
            {
                _place = place with { Handling = LeftHandling.Nothing };
                _left.Add(head.UniqueId);
                await _subscription.MoveCursorAsync(_part, _place.ToString(), cancellation);
                _subscription.Log($"A mail of {_folder.FullName} could be neither applied nor kept; it stays where it is, unread.");
                continue;
            }

            var mayDelete = delivery is not Delivery.Quarantined || place.Handling is LeftHandling.AsModelled;
            await HandleAsync(head.UniqueId, StrategyFor(mayDelete), cancellation);
        }
    }

    private HandlingStrategy StrategyFor(bool mayDelete) =>
        Afterwards.HandlingStrategy is HandlingStrategy.Delete && !mayDelete ? HandlingStrategy.Read : Afterwards.HandlingStrategy;

    /// <summary>Has no effect the second time.</summary>
    private Task HandleAsync(UniqueId id, HandlingStrategy strategy, CancellationToken cancellation) => AskAsync(
        async token =>
        {
            switch (strategy)
            {
                case HandlingStrategy.Read:
                    await _folder.AddFlagsAsync(id, MessageFlags.Seen, silent: true, token);
                    break;
                case HandlingStrategy.Delete:
                    await _folder.AddFlagsAsync(id, MessageFlags.Deleted, silent: true, token);
                    await _folder.ExpungeAsync([id], token);
                    break;
                case HandlingStrategy.Move:
                    await _folder.AddFlagsAsync(id, MessageFlags.Seen, silent: true, token);
                    await _folder.MoveToAsync(id, await ImapFolders.FindOrMakeAsync(_client, Afterwards.TargetFolder!, token), token);
                    break;
            }

            return true;
        },
        cancellation);

    /// <summary>Until the server tells of a mail, or the pause is over.</summary>
    private async Task WaitAsync(CancellationToken cancellation)
    {
        var pause = CanIdle && _pause > IdleAtMost ? IdleAtMost : _pause;
        if (!CanIdle)
        {
            await Task.Delay(pause, _subscription.Time, cancellation);
            return;
        }

        using var idling = new CancellationTokenSource(pause, _subscription.Time);
        _idling = idling;
        try
        {
            if (!_hasNews)
            {
                await MailFailure.NamedAsync(
                    _server,
                    async token => { await _client.IdleAsync(idling.Token, token); return true; },
                    (pause + AnswerAtMost, _subscription.Time),
                    cancellation);
            }
        }
        finally
        {
            _idling = null;
        }
    }

    private void Wake()
    {
        _hasNews = true;
        _idling?.Cancel();
    }

    private void ReportUp() => _subscription.ReportUp(new Dictionary<string, string>
    {
        ["server"] = _server.Place,
        ["folder"] = _folder.FullName,
        ["newMail"] = CanIdle
            ? "the server tells of it (IDLE)"
            : string.Create(CultureInfo.InvariantCulture, $"asked for every {_pause.TotalSeconds} s"),
        ["readUpTo"] = _place.ToString(),
    });

    private Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation) =>
        MailFailure.NamedAsync(_server, ask, (AnswerAtMost, _subscription.Time), cancellation);
}
