using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TalosBoot.Sigstore.Tests;

/// <summary>A transparency log of seven entries, of which the sixth is the wanted one. Roots and proofs are computed from the definition in RFC 6962, 2.1.</summary>
sealed class TestTransparencyLog(string url, SigningKey key)
{
    const int Size = 7;
    const int Index = 5;
    const long GlobalIndex = 1_000_005;

    byte[] PublicKey => key.PublicKey.SubjectPublicKeyInfo.ToArray();

    bool IsSecond => key.PublicKey.RawKey.Length == 32;

    string Name => new Uri(url).Host;

    byte[] Id => IsSecond ? SHA256.HashData([.. Encoding.UTF8.GetBytes(Name), (byte)'\n', 1, .. key.PublicKey.RawKey]) : SHA256.HashData(PublicKey);

    public string IdHex => Convert.ToHexStringLower(Id);

    public JsonObject Describe(JsonObject period) => Describe(url, PublicKey, Id, period);

    public static JsonObject Describe(string url, byte[] publicKey, byte[] id, JsonObject period) => new()
    {
        ["baseUrl"] = url,
        ["publicKey"] = new JsonObject { ["rawBytes"] = Convert.ToBase64String(publicKey), ["validFor"] = period },
        ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(id) },
    };

    /// <summary>The entry of a body as a bundle holds it.</summary>
    public JsonObject Append(byte[] body, string kind, string version, DateTimeOffset time)
    {
        byte[][] entries = [.. Enumerable.Range(0, Size).Select(number => number == Index ? body : Encoding.UTF8.GetBytes($"entry {number}"))];
        var root = Root(entries);
        var text = $"{(IsSecond ? Name : $"{Name} - 123456789")}\n{Size}\n{Convert.ToBase64String(root)}\n";
        var hint = Id.AsSpan(0, 4).ToArray();
        var entry = new JsonObject
        {
            ["logIndex"] = (IsSecond ? Index : GlobalIndex).ToString(CultureInfo.InvariantCulture),
            ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(Id) },
            ["kindVersion"] = new JsonObject { ["kind"] = kind, ["version"] = version },
            ["inclusionProof"] = new JsonObject
            {
                ["logIndex"] = Index.ToString(CultureInfo.InvariantCulture),
                ["treeSize"] = Size.ToString(CultureInfo.InvariantCulture),
                ["rootHash"] = Convert.ToBase64String(root),
                ["hashes"] = new JsonArray([.. Path(Index, entries).Select(hash => (JsonNode)Convert.ToBase64String(hash))]),
                ["checkpoint"] = new JsonObject
                {
                    ["envelope"] = $"{text}\n\u2014 {Name} {Convert.ToBase64String([.. hint, .. key.Sign(Encoding.UTF8.GetBytes(text))])}\n",
                },
            },
            ["canonicalizedBody"] = Convert.ToBase64String(body),
        };
        if (!IsSecond)
        {
            entry["integratedTime"] = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            entry["inclusionPromise"] = new JsonObject { ["signedEntryTimestamp"] = Convert.ToBase64String(Promise(body, time)) };
        }

        return entry;
    }

    /// <summary>The annotation of cosign's first kind of signature.</summary>
    public string Annotation(byte[] body, DateTimeOffset time) => new JsonObject
    {
        ["SignedEntryTimestamp"] = Convert.ToBase64String(Promise(body, time)),
        ["Payload"] = new JsonObject
        {
            ["body"] = Convert.ToBase64String(body),
            ["integratedTime"] = time.ToUnixTimeSeconds(),
            ["logIndex"] = GlobalIndex,
            ["logID"] = IdHex,
        },
    }.ToJsonString();

    byte[] Promise(byte[] body, DateTimeOffset time) => key.Sign(Encoding.UTF8.GetBytes(
        "{\"body\":\"" + Convert.ToBase64String(body) + "\",\"integratedTime\":" + time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
        + ",\"logID\":\"" + IdHex + "\",\"logIndex\":" + GlobalIndex.ToString(CultureInfo.InvariantCulture) + "}"));

    static byte[] Root(ReadOnlySpan<byte[]> entries)
    {
        if (entries.Length == 1)
        {
            return SHA256.HashData([0, .. entries[0]]);
        }

        var split = Split(entries.Length);
        return SHA256.HashData([1, .. Root(entries[..split]), .. Root(entries[split..])]);
    }

    static List<byte[]> Path(int index, ReadOnlySpan<byte[]> entries)
    {
        if (entries.Length == 1)
        {
            return [];
        }

        var split = Split(entries.Length);
        return index < split
            ? [.. Path(index, entries[..split]), Root(entries[split..])]
            : [.. Path(index - split, entries[split..]), Root(entries[..split])];
    }

    /// <summary>The largest power of two below a number.</summary>
    static int Split(int length)
    {
        var split = 1;
        while (split * 2 < length)
        {
            split *= 2;
        }

        return split;
    }
}
