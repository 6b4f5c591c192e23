using System.Security.Cryptography;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Factory.Configuration;

/// <summary>Uses what a key names, so that whoever wrote a wrong value is told the key.</summary>
internal static class ConfiguredValue
{
    /// <summary>The same for what gives nothing.</summary>
    public static void Use(string key, Action read) => Use(key, () =>
    {
        read();
        return true;
    });

    /// <summary>Gives what is made of a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="read">Makes it.</param>
    /// <exception cref="ImageFactoryConfigurationException">It cannot be made.</exception>
    public static T Use<T>(string key, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is TalosBootException or IOException or UnauthorizedAccessException or InvalidDataException
            or CryptographicException or ArgumentException)
        {
            throw new ImageFactoryConfigurationException([$"{key}: {exception.Message}"], exception);
        }
    }
}
