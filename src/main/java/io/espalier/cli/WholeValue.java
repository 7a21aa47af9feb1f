package io.espalier.cli;

import com.beust.jcommander.converters.IParameterSplitter;
import java.util.List;

/** Takes an option's value as one: JCommander would cut a list at its commas, and {@code --set network.hidden=[64,32]} has one. */
public final class WholeValue implements IParameterSplitter {
    @Override
    public List<String> split(String value) {
        return List.of(value);
    }
}
