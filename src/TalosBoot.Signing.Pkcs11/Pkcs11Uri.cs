using System.Globalization;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Signing.Pkcs11;

/// <summary>
/// A <c>pkcs11:</c> URI (RFC 7512) that names a key: <c>pkcs11:token=Talos;object=uki?module-path=/usr/lib/softhsm/libsofthsm2.so</c>.
/// </summary>
/// <remarks>
/// What is given must match; what is not given matches everything. Attributes of the path that are not listed here are refused, so that
/// no key is taken that was not meant; those of the query are ignored, as the RFC wants it.
/// </remarks>
public sealed class Pkcs11Uri
{
    const string Scheme = "pkcs11:";
    const int LengthLimit = 8192;

    Pkcs11Uri()
    {
    }

    /// <summary>The label of the token, or null.</summary>
    public string? Token { get; private set; }

    /// <summary>The manufacturer of the token, or null.</summary>
    public string? Manufacturer { get; private set; }

    /// <summary>The model of the token, or null.</summary>
    public string? Model { get; private set; }

    /// <summary>The serial number of the token, or null.</summary>
    public string? Serial { get; private set; }

    /// <summary>The number of the slot, or null.</summary>
    public ulong? SlotId { get; private set; }

    /// <summary>The label of the key and its certificate (<c>object</c>), or null.</summary>
    public string? ObjectLabel { get; private set; }

    /// <summary>The identifier of the key and its certificate (<c>id</c>), or null.</summary>
    public ReadOnlyMemory<byte>? Id { get; private set; }

    /// <summary>The library of the token's maker (<c>module-path</c>), or null.</summary>
    public string? ModulePath { get; private set; }

    internal string? PinValue { get; private set; }

    internal string? PinSource { get; private set; }

    /// <summary>Reads a URI.</summary>
    /// <param name="text">The URI.</param>
    /// <exception cref="SigningException">It cannot be understood (TB4512). The message never has the PIN.</exception>
    public static Pkcs11Uri Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LengthLimit || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid($"it does not begin with {Scheme}, or has more than {LengthLimit} characters");
        }

        var uri = new Pkcs11Uri();
        var body = text[Scheme.Length..];
        var question = body.IndexOf('?', StringComparison.Ordinal);
        ReadAttributes(question < 0 ? body : body[..question], ';', uri.SetPathAttribute);
        ReadAttributes(question < 0 ? string.Empty : body[(question + 1)..], '&', uri.SetQueryAttribute);
        if (uri.PinValue is not null && uri.PinSource is not null)
        {
            throw Invalid("it has both pin-value and pin-source");
        }

        return uri;
    }

    /// <summary>What the URI names, without where the PIN is.</summary>
    public override string ToString() => Scheme + string.Join(';', new[]
    {
        Format("token", Token), Format("manufacturer", Manufacturer), Format("model", Model), Format("serial", Serial),
        Format("slot-id", SlotId?.ToString(CultureInfo.InvariantCulture)), Format("object", ObjectLabel),
        Id is { } id ? "id=" + string.Concat(id.ToArray().Select(value => $"%{value:X2}")) : null,
    }.Where(attribute => attribute is not null));

    static string? Format(string name, string? value) => value is null ? null : $"{name}={Uri.EscapeDataString(value)}";

    static void ReadAttributes(string text, char separator, Action<string, byte[]> set)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var attribute in text.Split(separator, StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = attribute.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? attribute : attribute[..equals];
            if (equals < 0 || !names.Add(name))
            {
                throw Invalid(equals < 0 ? "a part of it is no attribute with a value" : $"it has the attribute {name} twice");
            }

            set(name, PercentEncoding.Decode(attribute.AsSpan(equals + 1)) ?? throw Invalid($"the value of {name} is badly encoded"));
        }
    }

    void SetPathAttribute(string name, byte[] value)
    {
        switch (name)
        {
            case "token": Token = Text(name, value); break;
            case "manufacturer": Manufacturer = Text(name, value); break;
            case "model": Model = Text(name, value); break;
            case "serial": Serial = Text(name, value); break;
            case "object": ObjectLabel = Text(name, value); break;
            case "id": Id = value; break;
            case "slot-id":
                SlotId = ulong.TryParse(Text(name, value), NumberStyles.None, CultureInfo.InvariantCulture, out var slot)
                    ? slot
                    : throw Invalid("slot-id is no number");
                break;
            case "type" when Text(name, value) is "private" or "public" or "cert":
                // Private key and certificate are both looked for, whichever of them the URI names.
                break;
            default:
                throw Invalid($"the attribute {name} does not name a signing key, or is not supported");
        }
    }

    void SetQueryAttribute(string name, byte[] value)
    {
        switch (name)
        {
            case "module-path": ModulePath = Text(name, value); break;
            case "pin-value": PinValue = Text(name, value); break;
            case "pin-source": PinSource = Text(name, value); break;
            default: break;
        }
    }

    static string Text(string name, byte[] value) =>
        PercentEncoding.TryReadText(value) ?? throw Invalid($"the value of {name} is no text");

    static SigningException Invalid(string reason) => new(
        DiagnosticIds.SignerConfigurationInvalid,
        $"the pkcs11: URI cannot be used: {reason}. Give one like pkcs11:token=Talos;object=uki?pin-source=/run/secrets/pin (RFC 7512).");
}
