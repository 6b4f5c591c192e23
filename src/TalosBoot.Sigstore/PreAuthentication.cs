using System.Globalization;
using System.Text;

namespace TalosBoot.Sigstore;

/// <summary>What is signed of a DSSE envelope: its type and content, each with its length (docs/formats/sigstore.md; secure-systems-lab/dsse protocol.md).</summary>
internal static class PreAuthentication
{
    public static byte[] Encode(string payloadType, ReadOnlySpan<byte> payload)
    {
        var type = Encoding.UTF8.GetBytes(payloadType);
        return
        [
            .. "DSSEv1 "u8, .. Decimal(type.Length), .. " "u8, .. type, .. " "u8, .. Decimal(payload.Length), .. " "u8, .. payload,
        ];
    }

    static byte[] Decimal(int number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
