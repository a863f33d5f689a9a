using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Connectors.Email.Inbound;

/// <summary>How far a folder is read: the mail whose event was written last, by the numbers of the server.</summary>
/// <param name="Validity">UIDVALIDITY: with another one all numbers mean other mails.</param>
/// <param name="Uid">Of that mail; 0 before the first.</param>
/// <param name="Handling">What may be done with that mail by whoever finds it not handled.</param>
internal readonly record struct MailPlace(uint Validity, uint Uid, LeftHandling Handling = LeftHandling.AsModelled)
{
    private const string Left = "left";
    private const string Kept = "kept";

    /// <returns>Null when it is none.</returns>
    public static MailPlace? Read(string? cursor) =>
        cursor?.Split(':') is [var validity, var uid, .. var rest]
        && uint.TryParse(validity, NumberStyles.None, CultureInfo.InvariantCulture, out var known)
        && uint.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new MailPlace(known, number, rest switch { [Left] => LeftHandling.Nothing, [Kept] => LeftHandling.NoDeletion, _ => LeftHandling.AsModelled })
            : null;

    /// <summary>Tells the folders of all mailboxes apart: two may have the same numbers.</summary>
    public static string PartOf(MailServer server, string user, string folder) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{server.Place}\n{user}\n{folder}")))[..16];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Validity}:{Uid}{Suffix}");

    private string Suffix => Handling switch
    {
        LeftHandling.AsModelled => "",
        LeftHandling.NoDeletion => $":{Kept}",
        LeftHandling.Nothing => $":{Left}",
    };
}

/// <summary>What may still be done with a mail whose event was written.</summary>
internal enum LeftHandling
{
    AsModelled,

    /// <summary>Its attachments are in the mail alone.</summary>
    NoDeletion,

    /// <summary>It could not be delivered, and lies where it lay.</summary>
    Nothing,
}
