using System.Net;

namespace Fairlead.Connectors.Runtime.Network;

/// <summary>A range of addresses as settings write it.</summary>
internal static class AddressRange
{
    /// <param name="text">An address, or the first address of a range and the number of its leading bits.</param>
    public static bool TryParse(string text, out IPNetwork range)
    {
        if (IPNetwork.TryParse(text, out range))
            return true;
        // What IPAddress takes beyond this (a bare number) is more likely a typing mistake than an address.
        if (!IPAddress.TryParse(text, out var address) || !text.AsSpan().ContainsAny('.', ':'))
            return false;

        range = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
