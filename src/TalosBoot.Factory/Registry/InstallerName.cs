using TalosBoot.Factory.Http;

namespace TalosBoot.Factory.Registry;

/// <summary>What the name of an installer image says (factory.md 10.2).</summary>
/// <param name="Platform">The platform.</param>
/// <param name="IsSecureBoot">Whether it is for Secure Boot.</param>
internal readonly record struct InstallerName(string Platform, bool IsSecureBoot)
{
    const string SecureBootSuffix = "-installer-secureboot";
    const string Suffix = "-installer";

    /// <exception cref="FactoryRequestException">It is not the name of an installer image.</exception>
    public static InstallerName Parse(string image) => image switch
    {
        "installer" => new("metal", false),
        "installer-secureboot" => new("metal", true),
        _ when image.EndsWith(SecureBootSuffix, StringComparison.Ordinal) => new(image[..^SecureBootSuffix.Length], true),
        _ when image.EndsWith(Suffix, StringComparison.Ordinal) => new(image[..^Suffix.Length], false),
        _ => throw FactoryRequestException.Invalid($"invalid image: {image}"),
    };
}
