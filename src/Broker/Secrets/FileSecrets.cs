using System.Text;
using System.Text.Unicode;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Microsoft.Extensions.Options;

namespace Fairlead.Broker.Secrets;

/// <summary>
/// Secrets in a folder, one file each, as Docker and Kubernetes mount them. Read anew each time: a file is small, and those systems
/// exchange the folder under links that look the same before and after.
/// </summary>
internal sealed class FileSecrets(IOptions<SecretsOptions> options) : ISecretProvider
{
    private const int BytesAtMost = 64 * 1024;

    public string Name => "files";

    public async ValueTask<IReadOnlyDictionary<string, Secret>> FindAsync(SecretRequest request, CancellationToken cancellation)
    {
        var found = new Dictionary<string, Secret>(StringComparer.Ordinal);
        if (options.Value.Folder is not { Length: > 0 } folder)
            return found;

        Check(folder);
        foreach (var name in request.Names.Where(IsFileName))
        {
            if (await ReadAsync(folder, name, cancellation).ConfigureAwait(false) is { } value)
                found[name] = new Secret(value);
        }

        return found;
    }

    public ValueTask<IReadOnlyList<SecretEntry>> ListAsync(CancellationToken cancellation)
    {
        if (options.Value.Folder is not { Length: > 0 } folder)
            return new([]);

        Check(folder);
        try
        {
            return new([
                .. new DirectoryInfo(folder).EnumerateFiles()
                    .Where(file => IsFileName(file.Name))
                    .Select(file => new SecretEntry { Name = file.Name, ChangedAt = ChangedAt(file) }),
            ]);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(folder, cause);
        }
    }

    // Kubernetes has links to links, and the date of a link says nothing.
    private static DateTimeOffset ChangedAt(FileInfo file) =>
        new(((FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file).LastWriteTimeUtc);

    private static void Check(string folder)
    {
        if (!Directory.Exists(folder))
            throw new SecretProviderException(
                $"the folder {Path.GetFullPath(folder)} does not exist: mount it, or correct {SecretsOptions.Section}:{nameof(SecretsOptions.Folder)}.");
    }

    /// <summary>A name comes from a model: it must not lead out of the folder, nor to what a mount keeps for itself.</summary>
    private static bool IsFileName(string name) =>
        name[0] is not '.' && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-');

    private static async Task<string?> ReadAsync(string folder, string name, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, name);
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                return null;
            var bytes = file.Length <= BytesAtMost
                ? await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false)
                : throw new SecretProviderException($"the file {path} has more than {BytesAtMost:N0} bytes.");
            return Utf8.IsValid(bytes)
                ? WithoutLineEnd(Encoding.UTF8.GetString(bytes))
                : throw new SecretProviderException($"the file {path} is not text in UTF-8: write its base64 into it instead.");
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, cause);
        }
    }

    private static SecretProviderException Unreadable(string path, Exception cause) =>
        new($"{path} cannot be read: {cause.Message.TrimEnd('.')}. Check its owner and its mode.", cause);

    /// <summary>Editors and <c>echo</c> put one there that is no part of the secret.</summary>
    private static string WithoutLineEnd(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
}
