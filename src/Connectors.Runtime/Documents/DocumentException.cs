namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>A document cannot be stored or read.</summary>
/// <param name="code">Has a page in docs/errors; the message ends with it.</param>
/// <param name="message">Which document, what is wrong, and what to do.</param>
public sealed class DocumentException(string code, string message, Exception? inner = null) : Exception($"{message} [{code}]", inner)
{
    public const string NotFound = "DOCUMENT_NOT_FOUND";
    public const string Exists = "DOCUMENT_EXISTS";
    public const string Invalid = "DOCUMENT_INVALID";
    public const string TooLarge = "DOCUMENT_TOO_LARGE";
    public const string OtherContent = "DOCUMENT_OTHER_CONTENT";
    public const string Damaged = "DOCUMENT_DAMAGED";
    public const string NoSpace = "DOCUMENT_NO_SPACE";
    public const string StoreAway = "DOCUMENT_STORE_AWAY";
    public const string LinkInvalid = "DOCUMENT_LINK_INVALID";

    public string Code { get; } = code;
}
