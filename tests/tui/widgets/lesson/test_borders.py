from tui.widgets.lesson.borders import fitting_keys, fitting_title


def test_borders_have_whole_words_and_say_that_there_is_more():
    title = "step 2 of 9 · 10 min · A neuron and its data"
    assert fitting_title(title, 60) == title
    assert fitting_title(title, 36) == "step 2 of 9 · A neuron and its data"
    assert fitting_title(title, 30) == "2/9 · A neuron and its data"
    assert fitting_title(title, 20) == "2/9 · A neuron and …"
    assert fitting_title(title, 5) == "2/9"
    keys = "pgdn: next · pgup: back"
    assert fitting_keys(keys, 40, more=False) == keys
    assert fitting_keys(keys, 40, more=True) == "▼ more: pgdn · pgup: back"
    assert fitting_keys(keys, 20, more=False) == "pgdn: next"
    assert fitting_keys(keys, 4, more=True) == ""
