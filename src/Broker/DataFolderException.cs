namespace Fairlead.Broker;

/// <summary>The data folder cannot be used.</summary>
/// <param name="code">Has a page in docs/errors; the message ends with it.</param>
/// <param name="message">What, where, and what to do.</param>
public sealed class DataFolderException(string code, string message, Exception? inner = null) : Exception($"{message} [{code}]", inner)
{
    public const string Locked = "DATA_FOLDER_LOCKED";
    public const string Newer = "DATA_FOLDER_NEWER";
    public const string Unreadable = "DATA_FOLDER_UNREADABLE";

    public string Code { get; } = code;
}
