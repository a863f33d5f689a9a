namespace Fairlead.Connectors.Runtime.Secrets.Vault;

/// <summary>Where a secret lies in Vault.</summary>
/// <param name="Secret">Path of the secret of Vault, without the mount.</param>
/// <param name="Key">Within it.</param>
internal readonly record struct VaultPath(string Secret, string Key)
{
    /// <returns>Null for a name that no place can have: it comes from a model, and must not lead anywhere else.</returns>
    public static VaultPath? Of(string folder, string name)
    {
        if (name.Split('/').Any(part => part is "" or "." or ".."))
            return null;

        var slash = name.LastIndexOf('/');
        return slash < 0 ? new(folder, name) : new($"{folder}/{name[..slash]}", name[(slash + 1)..]);
    }

    /// <summary>For an address; slashes stay.</summary>
    public static string Escape(string path) =>
        string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.EscapeDataString));
}
