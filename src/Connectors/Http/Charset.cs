using System.Text;

namespace Fairlead.Connectors.Http;

/// <summary>The character sets that the base library knows.</summary>
internal static class Charset
{
    // UTF-8 without the mark at its start, which receivers take for a character.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Null for a name that is unknown.</summary>
    public static Encoding? Find(string name)
    {
        if (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return Utf8;

        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
