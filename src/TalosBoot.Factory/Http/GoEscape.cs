using System.Buffers;
using System.Globalization;
using System.Text;

namespace TalosBoot.Factory.Http;

/// <summary>Escapes parts of URLs as Go writes them.</summary>
internal static class GoEscape
{
    const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

    static readonly SearchValues<char> OfPath = SearchValues.Create(Unreserved + "$&+,/:;=@!'()*");
    static readonly SearchValues<char> OfUserInfo = SearchValues.Create(Unreserved + "$&+,;=");
    static readonly SearchValues<char> Printable = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    public static string Path(string path) => Escape(path, OfPath);

    /// <summary>A user, or a password.</summary>
    public static string UserInfo(string text) => Escape(text, OfUserInfo);

    /// <summary>A query that is escaped already, but for what no header can hold.</summary>
    public static string Query(string query) => Escape(query, Printable);

    static string Escape(string text, SearchValues<char> kept)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            _ = kept.Contains((char)unit) ? builder.Append((char)unit) : builder.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        return builder.ToString();
    }
}
