using System.Text;

namespace TalosBoot.Testing;

/// <summary>What a foreign program said.</summary>
public sealed class ToolResult(int exitCode, byte[] outputBytes, byte[] errorBytes)
{
    public int ExitCode => exitCode;

    public byte[] OutputBytes => outputBytes;

    public string Output => Encoding.UTF8.GetString(outputBytes);

    public string Error => Encoding.UTF8.GetString(errorBytes);

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
