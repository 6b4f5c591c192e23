using System.Buffers;
using TalosBoot.Factory.Http;

namespace TalosBoot.Factory.Registry;

/// <summary>What the name of an installer image says (docs/formats/factory.md).</summary>
/// <param name="Platform">The platform.</param>
/// <param name="IsSecureBoot">Whether it is for Secure Boot.</param>
internal readonly record struct InstallerName(string Platform, bool IsSecureBoot)
{
    const string SecureBootSuffix = "-installer-secureboot";
    const string Suffix = "-installer";

    static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <exception cref="FactoryRequestException">It is not the name of an installer image.</exception>
    public static InstallerName Parse(string image) => image switch
    {
        _ when image.AsSpan().ContainsAnyExcept(NameCharacters) => throw NoName(image),
        "installer" => new("metal", false),
        "installer-secureboot" => new("metal", true),
        _ when image.EndsWith(SecureBootSuffix, StringComparison.Ordinal) => new(image[..^SecureBootSuffix.Length], true),
        _ when image.EndsWith(Suffix, StringComparison.Ordinal) => new(image[..^Suffix.Length], false),
        _ => throw NoName(image),
    };

    static FactoryRequestException NoName(string image) => FactoryRequestException.Invalid($"invalid image: {image}");
}
