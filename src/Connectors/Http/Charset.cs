using System.Text;

namespace Fairlead.Connectors.Http;

/// <summary>The character sets that the base library knows.</summary>
internal static class Charset
{
    /// <summary>Null for a name that is unknown.</summary>
    public static Encoding? Find(string name)
    {
        // UTF-8 without the mark at its start, which receivers take for a character.
        if (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

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
