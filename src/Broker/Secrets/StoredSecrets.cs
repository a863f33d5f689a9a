using System.Security.Cryptography;
using System.Text.Json;
using Fairlead.Connectors.Sdk;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Secret = Fairlead.Connectors.Sdk.Secret;

namespace Fairlead.Broker.Secrets;

/// <summary>
/// Secrets that people set here, encrypted in the data folder: <c>secrets/store.json</c> has the values, <c>secrets/keys/</c> what they are
/// encrypted with. Only the owner may read either.
/// </summary>
/// <remarks>
/// Who has a copy of the whole data folder has both. The encryption protects a file that is shown or copied alone, and each value from
/// being put under another name. To be used after the data folder was opened, which keeps other processes away.
/// </remarks>
public sealed class StoredSecrets(IOptions<BrokerOptions> options, TimeProvider time) : ISecretProvider
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder = Path.Combine(Path.GetFullPath(options.Value.DataFolder), "secrets");
    private readonly Lock _gate = new();
    private IDataProtectionProvider? _protection;
    private StoredSecretsFile? _file;

    public string Name => "store";

    public ValueTask<IReadOnlyDictionary<string, Secret>> FindAsync(SecretRequest request, CancellationToken cancellation)
    {
        var found = new Dictionary<string, Secret>(StringComparer.Ordinal);
        var entries = Read().Entries;
        foreach (var name in request.Names)
        {
            if (entries.TryGetValue(name, out var entry))
                found[name] = Decrypt(name, entry);
        }

        return new(found);
    }

    public ValueTask<IReadOnlyList<SecretEntry>> ListAsync(CancellationToken cancellation) =>
        new([.. Read().Entries.Select(entry => new SecretEntry { Name = entry.Key, ChangedAt = entry.Value.SetAt })]);

    /// <summary>Returns when it is on disk.</summary>
    /// <exception cref="SecretProviderException">The store cannot be read or written.</exception>
    public SecretEntry Set(string name, Secret value)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var entry = new StoredSecret { Value = Protector(name).Protect(value.Reveal()), SetAt = now };
            Write(Read() with { Entries = new Dictionary<string, StoredSecret>(Read().Entries, StringComparer.Ordinal) { [name] = entry } });
            return new SecretEntry { Name = name, ChangedAt = now };
        }
    }

    /// <returns>Whether it was there.</returns>
    /// <exception cref="SecretProviderException">The store cannot be read or written.</exception>
    public bool Remove(string name)
    {
        lock (_gate)
        {
            var entries = new Dictionary<string, StoredSecret>(Read().Entries, StringComparer.Ordinal);
            if (!entries.Remove(name))
                return false;
            Write(Read() with { Entries = entries });
            return true;
        }
    }

    private string StorePath => Path.Combine(_folder, "store.json");

    private Secret Decrypt(string name, StoredSecret entry)
    {
        try
        {
            return new Secret(Protector(name).Unprotect(entry.Value));
        }
        catch (CryptographicException cause)
        {
            throw new SecretProviderException(
                $"the value of {name} cannot be decrypted with the keys in {KeysPath}: restore that folder from the backup that "
                + $"{StorePath} comes from, or set the secret again.",
                cause);
        }
    }

    private string KeysPath => Path.Combine(_folder, "keys");

    /// <remarks>The name is a part of the purpose: a value that is moved to another name in the file cannot be read.</remarks>
    private IDataProtector Protector(string name)
    {
        lock (_gate)
        {
            try
            {
                if (_protection is null)
                {
                    CreateFolder(_folder);
                    CreateFolder(KeysPath);
                    _protection = DataProtectionProvider.Create(new DirectoryInfo(KeysPath), keys => keys.SetApplicationName("Fairlead"));
                }

                return _protection.CreateProtector("Fairlead.Secrets.1", name);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                throw Unusable(KeysPath, cause);
            }
        }
    }

    private StoredSecretsFile Read()
    {
        lock (_gate)
        {
            if (_file is not null)
                return _file;
            try
            {
                if (!File.Exists(StorePath))
                    return _file = new StoredSecretsFile();
                var file = JsonSerializer.Deserialize(File.ReadAllBytes(StorePath), StoredSecretsJson.Default.StoredSecretsFile)!;
                return file.Format <= StoredSecretsFile.Newest
                    ? _file = file
                    : throw new SecretProviderException($"{StorePath} was written by a newer Fairlead: start that one.");
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or JsonException)
            {
                throw Unusable(StorePath, cause);
            }
        }
    }

    /// <summary>A whole file takes the place of the other: an abrupt end leaves one of them.</summary>
    private void Write(StoredSecretsFile file)
    {
        try
        {
            CreateFolder(_folder);
            var beside = StorePath + ".new";
            File.Delete(beside);
            var access = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var stream = new FileStream(beside, access))
            {
                JsonSerializer.Serialize(stream, file, StoredSecretsJson.Default.StoredSecretsFile);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, StorePath, overwrite: true);
            _file = file;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Unusable(StorePath, cause);
        }
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnersFolder);
    }

    private static SecretProviderException Unusable(string path, Exception cause) => new(
        cause is JsonException
            ? $"{path} is damaged: restore it from a backup, or remove it and set its secrets again."
            : $"{path} cannot be read or written: {cause.Message.TrimEnd('.')}. Check its owner and the free space.",
        cause);
}
